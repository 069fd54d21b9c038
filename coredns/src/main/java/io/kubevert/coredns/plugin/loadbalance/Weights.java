package io.kubevert.coredns.plugin.loadbalance;

import io.kubevert.coredns.plugin.Addresses;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;

/**
 * How often an address is to be the first, in proportion to the others of its name.
 *
 * @param byName weights of addresses; one that has none weighs 1
 */
record Weights(Map<Name, Map<InetAddress, Integer>> byName) {
  private static final int HEAVIEST = 255;

  /**
   * Reads names, each with lines of addresses and weights below it.
   *
   * @throws IllegalArgumentException if a line is neither; says which
   */
  static Weights parse(String text) {
    Map<Name, Map<InetAddress, Integer>> byName = new HashMap<>();
    Map<InetAddress, Integer> current = null;
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
      if (words.length == 2 && current != null) {
        current.put(address(words[0], number), weight(words[1], number));
      } else if (words.length == 1 && !words[0].isEmpty()) {
        current = byName.computeIfAbsent(name(words[0], number), ignored -> new HashMap<>());
      } else if (!words[0].isEmpty()) {
        throw fault(number, "neither a name nor, below one, an address and its weight");
      }
    }
    return new Weights(Map.copyOf(byName));
  }

  private static Name name(String word, int line) {
    try {
      return Name.fromString(word, Name.root);
    } catch (TextParseException e) {
      throw fault(line, e.getMessage());
    }
  }

  private static InetAddress address(String word, int line) {
    try {
      return InetAddress.ofLiteral(word);
    } catch (IllegalArgumentException e) {
      throw fault(line, "'" + word + "' is no address");
    }
  }

  private static int weight(String word, int line) {
    if (word.matches("\\d{1,3}")) {
      int weight = Integer.parseInt(word);
      if (weight >= 1 && weight <= HEAVIEST) {
        return weight;
      }
    }
    throw fault(line, "'" + word + "' is no weight, which is between 1 and " + HEAVIEST);
  }

  private static IllegalArgumentException fault(int line, String what) {
    return new IllegalArgumentException("line " + line + ": " + what);
  }

  /** Puts one address in front, drawn by weight; those of a name without weights stay. */
  void draw(List<Record> addresses, RandomGenerator random) {
    Map<InetAddress, Integer> weights =
        addresses.size() < 2 ? null : byName.get(addresses.getFirst().getName());
    if (weights == null) {
      return;
    }
    int left = random.nextInt(addresses.stream().mapToInt(item -> weight(weights, item)).sum());
    for (int i = 0; i < addresses.size(); i++) {
      left -= weight(weights, addresses.get(i));
      if (left < 0) {
        addresses.addFirst(addresses.remove(i));
        return;
      }
    }
  }

  private static int weight(Map<InetAddress, Integer> weights, Record item) {
    return weights.getOrDefault(Addresses.of(item), 1);
  }
}
