package io.kubevert.coredns.plugin.dns64;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.util.List;

/** Reads {@code dns64 [PREFIX] { prefix PREFIX; translate_all; allow_ipv4 }}. */
public final class Dns64Setup {
  private Prefix prefix = Prefix.WELL_KNOWN;
  private boolean translateAll;
  private boolean allowV4;

  private Dns64Setup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    Directive directive = directives.getFirst().arguments(0, 1);
    Dns64Setup setup = new Dns64Setup();
    directive.argument(0).ifPresent(token -> setup.prefix = prefix(token));
    directive.block().forEach(property -> setup.read(directive, property));
    return new Dns64(setup.prefix, setup.translateAll, setup.allowV4, context);
  }

  private void read(Directive directive, Directive property) {
    switch (property.word()) {
      case "prefix" -> prefix = prefix(property.onlyArgument());
      case "translate_all" -> translateAll = true;
      case "allow_ipv4" -> allowV4 = true;
      default -> throw directive.unknownProperty(property);
    }
  }

  private static Prefix prefix(Token token) {
    try {
      return Prefix.parse(token.text());
    } catch (IllegalArgumentException e) {
      throw token.fault("not a prefix as in 64:ff9b::/96: " + e.getMessage());
    }
  }
}
