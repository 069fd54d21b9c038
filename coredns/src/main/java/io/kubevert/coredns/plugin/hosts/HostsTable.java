package io.kubevert.coredns.plugin.hosts;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Name;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TextParseException;

/**
 * The lines of a hosts file.
 *
 * @param addresses by name
 * @param names by the name of the reverse zones that stands for the address
 */
record HostsTable(Map<Name, List<InetAddress>> addresses, Map<Name, List<Name>> names) {

  /** Reads lines; one that is none is passed over, as the C library does. */
  static HostsTable parse(String text) {
    HostsTable table = new HostsTable(new HashMap<>(), new HashMap<>());
    for (String line : text.lines().toList()) {
      String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
      if (words.length >= 2) {
        table.add(words);
      }
    }
    return table;
  }

  private void add(String[] words) {
    try {
      InetAddress address = InetAddress.ofLiteral(words[0]);
      for (int i = 1; i < words.length; i++) {
        Name name = Name.fromString(words[i], Name.root);
        addresses.computeIfAbsent(name, ignored -> new ArrayList<>()).add(address);
        names
            .computeIfAbsent(ReverseMap.fromAddress(address), ignored -> new ArrayList<>())
            .add(name);
      }
    } catch (IllegalArgumentException | TextParseException e) {
      return;
    }
  }
}
