package io.kubevert.coredns.plugin;

import io.kubevert.coredns.corefile.Directive;
import java.util.List;

/** Reads a plugin's directives. */
@FunctionalInterface
public interface PluginSetup {

  /**
   * @param directives every line of the server block that starts with the plugin's name
   * @throws io.kubevert.coredns.corefile.CorefileException if they cannot be meant
   */
  Plugin setUp(List<Directive> directives, ServerContext context);
}
