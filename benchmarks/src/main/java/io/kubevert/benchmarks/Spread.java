package io.kubevert.benchmarks;

import java.util.List;

/**
 * Measurements of one thing, from the least to the greatest.
 *
 * @param sorted at least one
 */
public record Spread(List<Double> sorted) {

  public Spread {
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    sorted = sorted.stream().sorted().toList();
  }

  public double min() {
    return sorted.getFirst();
  }

  public double median() {
    return percentile(50);
  }

  public double max() {
    return sorted.getLast();
  }

  /** The least measurement that at least so many percent do not exceed (nearest rank). */
  public double percentile(double percent) {
    int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
    return sorted.get(Math.max(1, rank) - 1);
  }
}
