package io.kubevert.apiserver.kinds.core;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Numbers from 0 on, each given once until it is given back. The lower band is for those who ask
 * for a number by name: others get one of it only when the upper band is exhausted.
 *
 * <p>Safe for use by several threads.
 */
final class NumberPool {
  private final int size;
  private final int bandOffset;
  private final RandomGenerator random;
  private final BitSet taken;

  /**
   * @param size how many numbers there are
   * @param bandOffset the first number of the upper band
   */
  NumberPool(int size, int bandOffset, RandomGenerator random) {
    this.size = size;
    this.bandOffset = bandOffset;
    this.random = random;
    this.taken = new BitSet(size);
  }

  /** Takes this number; false when somebody has it. */
  synchronized boolean take(int number) {
    if (taken.get(number)) {
      return false;
    }
    taken.set(number);
    return true;
  }

  /** Takes any number; empty when there is none left. */
  synchronized OptionalInt takeAny() {
    int upper = takeBetween(bandOffset, size);
    int number = upper >= 0 ? upper : takeBetween(0, bandOffset);
    return number >= 0 ? OptionalInt.of(number) : OptionalInt.empty();
  }

  synchronized void giveBack(int number) {
    taken.clear(number);
  }

  synchronized int free() {
    return size - taken.cardinality();
  }

  private int takeBetween(int from, int to) {
    if (from >= to) {
      return -1;
    }
    int number = taken.nextClearBit(random.nextInt(from, to));
    if (number >= to) {
      number = taken.nextClearBit(from);
    }
    if (number >= to) {
      return -1;
    }
    taken.set(number);
    return number;
  }
}
