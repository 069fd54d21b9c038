package io.kubevert.apiserver.cron;

/**
 * The values that a field may have.
 *
 * @param bits bit n is set for the value n
 * @param any whether the field says {@code *}, and so nothing about the day if it is one of the two
 *     that do
 */
record CronValues(long bits, boolean any) {
  static final CronValues NONE = new CronValues(0, false);

  boolean contains(int value) {
    return (bits >>> value & 1) == 1;
  }

  CronValues and(CronValues others) {
    return new CronValues(bits | others.bits, any || others.any);
  }
}
