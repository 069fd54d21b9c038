package io.kubevert.coredns.plugin.kubernetes;

import java.net.InetAddress;
import java.util.Optional;

/** Reads an address written with dashes: {@code 10-0-0-1}, {@code fd00--1}. */
final class PodLabel {
  private static final int V4_DASHES = 3;

  private PodLabel() {}

  static Optional<InetAddress> address(String label) {
    if (label.indexOf('.') >= 0 || label.indexOf(':') >= 0) {
      return Optional.empty();
    }
    boolean v4 = label.chars().filter(c -> c == '-').count() == V4_DASHES && !label.contains("--");
    try {
      InetAddress address = InetAddress.ofLiteral(label.replace('-', v4 ? '.' : ':'));
      return Optional.of(address);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
