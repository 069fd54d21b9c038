package io.kubevert.benchmarks.boot;

import java.util.Map;

/**
 * One start of a cluster.
 *
 * @param readySeconds from calling {@code kubevert up} to its return
 * @param apiSeconds until the API server said that it was ready
 * @param cpuSeconds of the JVM and the programs that it ran, user and system
 * @param loadAverage of the machine, over one minute, at the end
 * @param stepSeconds by step; steps overlap
 */
public record Start(
    double readySeconds,
    double apiSeconds,
    double cpuSeconds,
    double loadAverage,
    Map<String, Double> stepSeconds) {}
