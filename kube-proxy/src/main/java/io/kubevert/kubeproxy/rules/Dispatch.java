package io.kubevert.kubeproxy.rules;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The numbers by which Services' maps tell what becomes of a packet; one small map, {@link #MAP},
 * leads from each number there.
 *
 * <p>Were these verdicts themselves, every change of one would have the kernel look at all of them
 * again, for loops: with 10,000 Services that takes milliseconds, and with more, more.
 */
final class Dispatch {
  static final String MAP = "dispatch";
  static final String DROP = "drop";

  static final String REJECT = "goto " + Skeleton.REJECT_CHAIN;
  static final String FIREWALL = "goto " + Skeleton.FIREWALL_CHAIN;
  static final String EXTERNAL_LOCAL = "goto " + Skeleton.EXTERNAL_LOCAL_CHAIN;

  /** Those that lead to an end, and then those that lead to where another number is looked up. */
  private static final List<String> ALWAYS_THERE = List.of(DROP, REJECT, FIREWALL, EXTERNAL_LOCAL);

  /** What a chain's name may begin with, in this order, before the list and its length. */
  private static final List<String> PREFIXES =
      List.of(EndpointChains.MASQUERADE, EndpointChains.CLUSTER_IP, EndpointChains.AFFINITY);

  private static final int CHAIN_BIT = 1 << 24;
  private static final int LOCAL_BIT = 1 << 23;
  private static final int FIRST_PREFIX_BIT = 1 << 20;
  private static final String GOTO = "goto ";

  private Dispatch() {}

  /** The elements that are needed without any Service, by number. */
  static Map<String, String> ends() {
    return Map.of(number(DROP), DROP, number(REJECT), REJECT);
  }

  /** The numbers that are not in the map: from there it is asked again, which would be a loop. */
  static String entrances() {
    return "{ %s : %s, %s : %s }"
        .formatted(number(FIREWALL), FIREWALL, number(EXTERNAL_LOCAL), EXTERNAL_LOCAL);
  }

  /** The number that leads to a chain for endpoints; empty for a chain of another kind. */
  static Optional<String> numberOf(String chain) {
    String rest = chain;
    int number = CHAIN_BIT;
    for (int prefix = 0; prefix < PREFIXES.size(); prefix++) {
      if (rest.startsWith(PREFIXES.get(prefix))) {
        rest = rest.substring(PREFIXES.get(prefix).length());
        number |= FIRST_PREFIX_BIT << prefix;
      }
    }
    for (EndpointList list : EndpointList.values()) {
      String start = list.endpoints() + "-";
      if (rest.startsWith(start)) {
        number |= list == EndpointList.LOCAL ? LOCAL_BIT : 0;
        number |= Integer.parseInt(rest.substring(start.length()));
        return Optional.of(text(number));
      }
    }
    return Optional.empty();
  }

  /** The number of a verdict, as an element's value. */
  static String number(String verdict) {
    int always = ALWAYS_THERE.indexOf(verdict);
    return always >= 0
        ? text(always + 1)
        : numberOf(verdict.substring(GOTO.length()))
            .orElseThrow(() -> new IllegalArgumentException("nothing leads to " + verdict));
  }

  /** The verdict of a number, for people. */
  static String verdict(String number) {
    int decoded = Integer.decode(number);
    if ((decoded & CHAIN_BIT) == 0) {
      return ALWAYS_THERE.get(decoded - 1);
    }
    StringBuilder verdict = new StringBuilder(GOTO);
    for (int prefix = 0; prefix < PREFIXES.size(); prefix++) {
      if ((decoded & FIRST_PREFIX_BIT << prefix) != 0) {
        verdict.append(PREFIXES.get(prefix));
      }
    }
    boolean local = (decoded & LOCAL_BIT) != 0;
    return verdict
        .append((local ? EndpointList.LOCAL : EndpointList.USUAL).endpoints())
        .append('-')
        .append(decoded & FIRST_PREFIX_BIT - 1)
        .toString();
  }

  /** Few numbers stand for very many destinations. */
  private static String text(int number) {
    return ("0x" + HexFormat.of().toHexDigits(number)).intern();
  }
}
