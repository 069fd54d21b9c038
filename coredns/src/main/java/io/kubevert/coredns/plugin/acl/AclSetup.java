package io.kubevert.coredns.plugin.acl;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Network;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.Zones;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code acl [ZONES...] { ACTION [type QTYPE...] [net SOURCE...] }}. */
public final class AclSetup {
  private AclSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    List<Acl.Rule> rules = new ArrayList<>();
    for (Directive directive : directives) {
      Zones zones = new Zones(Arguments.zones(directive.arguments(), context.zones()));
      directive.block().forEach(line -> rules.add(rule(line, zones)));
    }
    return new Acl(List.copyOf(rules), AclMetrics.of(context));
  }

  private static Acl.Rule rule(Directive line, Zones zones) {
    Set<Integer> types = new HashSet<>();
    List<Network> networks = new ArrayList<>();
    String section = "";
    for (Token token : line.arguments()) {
      if (token.text().equals("type") || token.text().equals("net")) {
        section = token.text();
      } else if (section.equals("type")) {
        addType(types, token);
      } else if (section.equals("net")) {
        networks.add(network(token));
      } else {
        throw token.fault("expected 'type' or 'net'");
      }
    }
    return new Acl.Rule(action(line.name()), zones, Set.copyOf(types), List.copyOf(networks));
  }

  private static Acl.Action action(Token token) {
    return switch (token.text()) {
      case "allow" -> Acl.Action.ALLOW;
      case "block" -> Acl.Action.BLOCK;
      case "filter" -> Acl.Action.FILTER;
      case "drop" -> Acl.Action.DROP;
      default -> throw token.fault("the actions are allow, block, filter and drop");
    };
  }

  private static void addType(Set<Integer> types, Token token) {
    if (token.text().equals("*")) {
      return;
    }
    types.add(Arguments.type(token));
  }

  private static Network network(Token token) {
    try {
      return Network.parse(token.text());
    } catch (IllegalArgumentException e) {
      throw token.fault("not an address, a network or '*'");
    }
  }
}
