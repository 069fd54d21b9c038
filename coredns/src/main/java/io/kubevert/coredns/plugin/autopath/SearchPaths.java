package io.kubevert.coredns.plugin.autopath;

import java.net.InetAddress;
import java.util.List;
import org.xbill.DNS.Name;

/** A plugin that knows the search path of a client. */
public interface SearchPaths {

  /** What {@code autopath @name} calls the plugin. */
  String name();

  /** The domains that the client's resolver tries, in their order; empty for an unknown client. */
  List<Name> of(InetAddress client);
}
