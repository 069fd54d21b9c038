package io.kubevert.coredns.plugin.transfer;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.Network;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code transfer [ZONES...] { to ADDRESS... }}. */
public final class TransferSetup {
  private static final int DNS_PORT = 53;

  private TransferSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    context.block().acceptTransfers();
    return new Transfer(
        directives.stream().map(directive -> rule(directive, context)).toList(), context);
  }

  private static TransferRule rule(Directive directive, ServerContext context) {
    List<Network> allowed = new ArrayList<>();
    List<HostAndPort> notified = new ArrayList<>();
    for (Directive property : directive.block()) {
      if (!property.word().equals("to")) {
        throw directive.unknownProperty(property);
      }
      property
          .arguments(1, Integer.MAX_VALUE)
          .arguments()
          .forEach(token -> read(token, allowed, notified));
    }
    if (allowed.isEmpty()) {
      throw directive.name().fault("needs a 'to' with those who may have the zone");
    }
    return new TransferRule(
        Arguments.zones(directive.arguments(), context.zones()), allowed, notified);
  }

  /** A network is only let in; a single server is told of changes, too. */
  private static void read(Token token, List<Network> allowed, List<HostAndPort> notified) {
    try {
      if (token.text().equals("*") || token.text().contains("/")) {
        allowed.add(Network.parse(token.text()));
        return;
      }
      HostAndPort server = HostAndPort.parse(token, "", DNS_PORT);
      allowed.add(Network.parse(server.host()));
      notified.add(server);
    } catch (IllegalArgumentException e) {
      throw token.fault("not an address, a network or '*'");
    }
  }
}
