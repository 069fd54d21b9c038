package io.kubevert.benchmarks.dns;

import io.kubevert.benchmarks.Spread;

/**
 * One server under one workload.
 *
 * @param perSecond answers a second, under as many questions as it can take
 * @param cpuMicros of the server for each answer, user and system
 * @param p99Micros of the time to an answer, under a load that it keeps up with
 * @param lost questions without an answer, of all rounds
 */
record Measured(Spread perSecond, Spread cpuMicros, Spread p99Micros, long lost) {}
