package io.kubevert.coredns.plugin.forward;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.random.RandomGenerator;
import org.xbill.DNS.Name;

/**
 * Names with letters in random case: whoever forges an answer has to guess it, besides port and
 * identifier (draft-vixie-dnsext-dns0x20).
 */
final class NameCase {
  private static final int CASE_BIT = 0x20;

  private NameCase() {}

  static Name scrambled(Name name, RandomGenerator random) {
    byte[] wire = name.toWire();
    long bits = random.nextLong();
    int position = 0;
    while (wire[position] != 0) {
      int end = position + 1 + wire[position];
      for (int i = position + 1; i < end; i++) {
        int lower = wire[i] | CASE_BIT;
        if (lower >= 'a' && lower <= 'z') {
          wire[i] =
              (byte) (bits >> (i % Long.SIZE) & 1) == 0 ? (byte) lower : (byte) (lower ^ CASE_BIT);
        }
      }
      position = end;
    }
    try {
      return new Name(wire);
    } catch (IOException e) {
      throw new UncheckedIOException("a name became another by its case", e);
    }
  }
}
