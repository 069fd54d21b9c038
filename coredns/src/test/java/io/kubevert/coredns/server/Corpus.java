package io.kubevert.coredns.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** The packets of {@code corpus.txt}, and what is made of them at random, always the same. */
record Corpus(List<byte[]> packets) {
  private static final long SEED = 20_260_101;

  static Corpus read() throws IOException {
    try (InputStream in = Corpus.class.getResourceAsStream("corpus.txt")) {
      return new Corpus(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.replaceFirst("\\S+\\s+", "").replace(" ", ""))
              .map(HexFormat.of()::parseHex)
              .toList());
    }
  }

  /** All packets, and so many others. */
  List<byte[]> with(int mutations) {
    Random random = new Random(SEED);
    List<byte[]> all = new ArrayList<>(packets);
    while (all.size() < packets.size() + mutations) {
      all.add(mutated(packets.get(random.nextInt(packets.size())), random));
    }
    return all;
  }

  /** Octets changed, cut off, put in, doubled or joined to others. */
  private byte[] mutated(byte[] seed, Random random) {
    byte[] octets = seed.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      if (octets.length > 2) {
        octets[2 + random.nextInt(octets.length - 2)] = (byte) random.nextInt();
      }
    }
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(octets, random.nextInt(octets.length + 1));
      case 1 -> Arrays.copyOf(octets, octets.length + random.nextInt(600));
      case 2 -> joined(octets, octets);
      case 3 -> joined(octets, packets.get(random.nextInt(packets.size())));
      default -> octets;
    };
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
