package io.kubevert.apiserver.registry;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes what tells objects apart: names from a {@code generateName} as Kubernetes does, and uids.
 */
final class NameGenerator {
  /** How many names are tried when they are taken. */
  static final int TRIES = 8;

  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX = 5;
  private static final int LONGEST_PREFIX = 63 - SUFFIX;

  private final RandomGenerator random;

  NameGenerator(RandomGenerator random) {
    this.random = random;
  }

  String name(String prefix) {
    StringBuilder name =
        new StringBuilder(prefix.substring(0, Math.min(prefix.length(), LONGEST_PREFIX)));
    for (int i = 0; i < SUFFIX; i++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }

  /** A version 4 UUID of RFC 9562. */
  String uid() {
    long version = random.nextLong() & ~0xF000L | 0x4000L;
    long variant = random.nextLong() >>> 2 | Long.MIN_VALUE;
    return new UUID(version, variant).toString();
  }
}
