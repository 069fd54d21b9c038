package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which of the nodes that could announces an address. Stateless, as MetalLB's: nodes that know of
 * the same candidates agree, addresses spread over them, and a node that goes takes no address but
 * its own along.
 */
public final class Election {
  private Election() {}

  /** The first by the SHA-256 of {@code node#address}; empty if there is no candidate. */
  public static Optional<String> winner(IpAddress address, Collection<String> candidates) {
    MessageDigest sha256 = sha256();
    return candidates.stream()
        .min(
            Comparator.comparing(
                node -> sha256.digest((node + "#" + address).getBytes(StandardCharsets.UTF_8)),
                Arrays::compareUnsigned));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
