package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.plugin.HostAndPort;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The name servers of a file in the form of resolv.conf(5). */
final class ResolvConf {
  private static final int DNS_PORT = 53;
  private static final String KEYWORD = "nameserver";

  private ResolvConf() {}

  /** In their order; lines that name no address are passed over, as the C library does. */
  static List<HostAndPort> servers(String text) {
    List<HostAndPort> servers = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (words.length >= 2 && words[0].equals(KEYWORD) && isAddress(words[1])) {
        servers.add(new HostAndPort(words[1], DNS_PORT));
      }
    }
    return servers;
  }

  private static boolean isAddress(String text) {
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
