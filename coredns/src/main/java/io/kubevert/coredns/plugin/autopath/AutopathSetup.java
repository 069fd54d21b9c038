package io.kubevert.coredns.plugin.autopath;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ResolvConf;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.Zones;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.xbill.DNS.Name;

/** Reads {@code autopath [ZONES...] RESOLV-CONF|@PLUGIN}. */
public final class AutopathSetup {
  private AutopathSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    Directive directive = directives.getFirst().arguments(1, Integer.MAX_VALUE).withoutBlock();
    List<Token> words = new ArrayList<>(directive.arguments());
    Token source = words.removeLast();
    Zones zones = new Zones(Arguments.zones(words, context.zones()));
    return new Autopath(
        zones,
        source.text().startsWith("@") ? ofPlugin(source, context) : ofFile(source, context),
        context);
  }

  /** The plugin is set up later than this one. */
  private static Function<InetAddress, List<Name>> ofPlugin(Token source, ServerContext context) {
    String name = source.text().substring(1);
    if (!name.equals("kubernetes")) {
      throw source.fault("no plugin that knows search paths; there is @kubernetes");
    }
    return client ->
        context.block().offered(SearchPaths.class).stream()
            .filter(paths -> paths.name().equals(name))
            .findFirst()
            .map(paths -> paths.of(client))
            .orElse(List.of());
  }

  private static Function<InetAddress, List<Name>> ofFile(Token source, ServerContext context) {
    Path path = context.site().directory().resolve(source.text());
    try {
      List<Name> domains = ResolvConf.searchPath(Files.readString(path));
      if (domains.isEmpty()) {
        throw source.fault("no 'search' line in this file");
      }
      return client -> domains;
    } catch (IOException e) {
      throw source.fault("cannot be read: " + e);
    }
  }
}
