package io.kubevert.coredns.plugin.bind;

import io.kubevert.coredns.corefile.CorefileException;
import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code bind ADDRESS|INTERFACE... { except ADDRESS|INTERFACE... }}. */
public final class BindSetup {
  private BindSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    for (Directive directive : directives) {
      directive.arguments(1, Integer.MAX_VALUE);
      Set<String> except = new HashSet<>();
      for (Directive property : directive.block()) {
        if (!property.word().equals("except")) {
          throw directive.unknownProperty(property);
        }
        property.arguments().forEach(token -> except.addAll(addresses(token)));
      }
      for (Token token : directive.arguments()) {
        addresses(token).stream()
            .filter(address -> !except.contains(address))
            .forEach(context.block()::listenOn);
      }
    }
    return new Bound();
  }

  private static List<String> addresses(Token token) {
    try {
      return List.of(InetAddress.ofLiteral(token.text()).getHostAddress());
    } catch (IllegalArgumentException notLiteral) {
      return interfaceAddresses(token);
    }
  }

  private static List<String> interfaceAddresses(Token token) {
    try {
      NetworkInterface link = NetworkInterface.getByName(token.text());
      if (link != null) {
        return Collections.list(link.getInetAddresses()).stream()
            .filter(address -> !address.isLinkLocalAddress())
            .map(InetAddress::getHostAddress)
            .toList();
      }
    } catch (SocketException e) {
      throw new CorefileException("cannot list the addresses of " + token.text(), e);
    }
    throw token.fault("neither an IP address nor a network interface of this node");
  }

  /** Does its work during the set-up. */
  private record Bound() implements Plugin {}
}
