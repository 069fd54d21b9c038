package io.kubevert.coredns.plugin.hosts;

import io.kubevert.coredns.plugin.Zones;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.xbill.DNS.Name;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TextParseException;

/**
 * The lines of a hosts file, so far as their names are in the plugin's zones. A name such as {@code
 * *.example.org} stands for every name of one more label that has no line of its own.
 *
 * @param addresses by name
 * @param names by the name of the reverse zones that stands for the address
 */
record HostsTable(Map<Name, List<InetAddress>> addresses, Map<Name, List<Name>> names) {

  /** Reads lines; one that is none is passed over, as the C library does. */
  static HostsTable parse(String text, Zones zones) {
    HostsTable table = new HostsTable(new HashMap<>(), new HashMap<>());
    for (String line : text.lines().toList()) {
      String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
      if (words.length >= 2) {
        table.add(words, zones);
      }
    }
    return table;
  }

  private void add(String[] words, Zones zones) {
    try {
      InetAddress address = InetAddress.ofLiteral(words[0]);
      for (int i = 1; i < words.length; i++) {
        Name name = Name.fromString(words[i], Name.root);
        if (zones.hold(name)) {
          add(name, address);
        }
      }
    } catch (IllegalArgumentException | TextParseException e) {
      return;
    }
  }

  private void add(Name name, InetAddress address) {
    addresses.computeIfAbsent(name, ignored -> new ArrayList<>()).add(address);
    if (!name.isWild()) {
      names
          .computeIfAbsent(ReverseMap.fromAddress(address), ignored -> new ArrayList<>())
          .add(name);
    }
  }

  /** The addresses of a name; none if no line is about it. */
  List<InetAddress> of(Name name) {
    List<InetAddress> own = addresses.get(name);
    return own != null || name.labels() < 2
        ? Objects.requireNonNullElse(own, List.of())
        : addresses.getOrDefault(name.wild(1), List.of());
  }
}
