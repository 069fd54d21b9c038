package io.kubevert.coredns.nodecache;

import io.kubevert.client.resource.ObjectKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The link and the rules of a per-node cache.
 *
 * @param link the name of the dummy link
 * @param addresses what the link has and the cache listens on
 * @param setupLink whether the link is ours to make
 * @param setupRules whether the rules are ours to make
 * @param ports whose packets are not tracked, besides 53
 * @param period how often both are looked at
 * @param clusterDns the Service whose endpoints answer while no cache runs here
 */
public record NodeInterfaceOptions(
    String link,
    List<String> addresses,
    boolean setupLink,
    boolean setupRules,
    List<Integer> ports,
    Duration period,
    ObjectKey clusterDns) {
  private static final Pattern LINK_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

  public NodeInterfaceOptions {
    addresses =
        addresses.stream().map(text -> InetAddress.ofLiteral(text).getHostAddress()).toList();
    ports = List.copyOf(ports);
    if (!LINK_NAME.matcher(link).matches()) {
      throw new IllegalArgumentException(
          "'" + link + "' cannot be a link's name: 1 to 15 letters, digits, '_', '.' or '-'");
    }
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("the node cache needs at least one local address");
    }
  }

  /** The usual link with one address, looked at every few seconds. */
  public static NodeInterfaceOptions of(String address) {
    return new NodeInterfaceOptions(
        "nodelocaldns",
        List.of(address),
        true,
        true,
        List.of(8080),
        Duration.ofSeconds(5),
        new ObjectKey("kube-system", "coredns"));
  }
}
