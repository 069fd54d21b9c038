package io.kubevert.apiserver.kinds.core;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Gives each node port once. The lowest ports are kept for those who ask for one by number
 * (KEP-3668).
 */
final class NodePortAllocator {
  private final int from;
  private final int to;
  private final NumberPool pool;

  /**
   * @param to the last port, included
   */
  NodePortAllocator(int from, int to, RandomGenerator random) {
    this.from = from;
    this.to = to;
    int size = to - from + 1;
    int band = size <= 16 ? 0 : Math.min(Math.max(16, size / 32), 128);
    this.pool = new NumberPool(size, band < size ? band : 0, random);
  }

  /**
   * Takes one port.
   *
   * @return what is wrong; empty when it is taken
   */
  Optional<String> take(int port) {
    if (port < from || port > to) {
      return Optional.of(
          "provided port is not in the valid range. The range of valid ports is "
              + from
              + "-"
              + to);
    }
    return pool.take(port - from)
        ? Optional.empty()
        : Optional.of("provided port is already allocated");
  }

  /** Takes any port; empty when all are taken. */
  OptionalInt takeAny() {
    OptionalInt number = pool.takeAny();
    return number.isPresent() ? OptionalInt.of(from + number.getAsInt()) : number;
  }

  void giveBack(int port) {
    if (port >= from && port <= to) {
      pool.giveBack(port - from);
    }
  }

  int free() {
    return pool.free();
  }
}
