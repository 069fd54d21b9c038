package io.kubevert.kubeproxy.conntrack;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tracked flow.
 *
 * @param from the client
 * @param to where the client sends
 * @param answeredBy where the answers come from: the endpoint
 */
record Flow(String protocol, Peer from, Peer to, Peer answeredBy) {
  private static final Pattern LINE =
      Pattern.compile(
          "(udp|sctp) .*?src=(\\S+) dst=(\\S+) sport=(\\d+) dport=(\\d+)"
              + ".*?src=(\\S+) dst=\\S+ sport=(\\d+) dport=\\d+.*");

  /** Reads a line of {@code conntrack --dump}; empty if it tells of no such flow. */
  static Optional<Flow> parse(String line) {
    Matcher flow = LINE.matcher(line);
    return flow.matches()
        ? Optional.of(
            new Flow(
                flow.group(1),
                peer(flow.group(2), flow.group(4)),
                peer(flow.group(3), flow.group(5)),
                peer(flow.group(6), flow.group(7))))
        : Optional.empty();
  }

  private static Peer peer(String address, String port) {
    return new Peer(address, Integer.parseInt(port));
  }
}
