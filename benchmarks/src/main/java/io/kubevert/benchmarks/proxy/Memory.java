package io.kubevert.benchmarks.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Memory at one moment, in MiB.
 *
 * @param heap what objects that are in use take in this JVM
 * @param kernel what the kernel keeps for itself, of the whole machine
 */
record Memory(long heap, long kernel) {
  private static final long MEBI = 1 << 20;
  private static final int COLLECTIONS = 3;

  static Memory now() {
    for (int collection = 0; collection < COLLECTIONS; collection++) {
      System.gc();
    }
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new Memory(heap / MEBI, kernelKibibytes() / 1024);
  }

  Memory minus(Memory other) {
    return new Memory(heap - other.heap, kernel - other.kernel);
  }

  private static long kernelKibibytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("SUnreclaim:") || line.startsWith("Percpu:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "%d MiB of heap in use, %d MiB of the kernel".formatted(heap, kernel);
  }
}
