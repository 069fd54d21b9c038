package io.kubevert.coredns.plugin;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** What a file in the form of resolv.conf(5) says. */
public final class ResolvConf {
  private static final int DNS_PORT = 53;

  private ResolvConf() {}

  /** In their order; lines that name no address are passed over, as the C library does. */
  public static List<HostAndPort> servers(String text) {
    List<HostAndPort> servers = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (words.length >= 2 && words[0].equals("nameserver") && isAddress(words[1])) {
        servers.add(new HostAndPort(words[1], DNS_PORT));
      }
    }
    return servers;
  }

  /** The domains of the last {@code search} or {@code domain} line. */
  public static List<Name> searchPath(String text) {
    List<Name> domains = List.of();
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (words[0].equals("search") || words[0].equals("domain")) {
        domains = names(List.of(words).subList(1, words.length));
      }
    }
    return domains;
  }

  private static List<Name> names(List<String> words) {
    List<Name> names = new ArrayList<>();
    for (String word : words) {
      try {
        names.add(Name.fromString(word, Name.root));
      } catch (TextParseException e) {
        continue;
      }
    }
    return names;
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
