package io.kubevert.benchmarks.ingress;

/**
 * What one load on one proxy came to.
 *
 * @param perSecond requests, or messages, that were answered
 * @param p50 milliseconds, as the two that follow
 * @param errors what was not answered as it should be
 * @param perCpuSecond what was answered for each second of processor time that the proxy used
 */
record Measurement(
    double perSecond, double p50, double p99, double p999, long errors, double perCpuSecond) {

  /** Without the processor's part. */
  static Measurement of(double perSecond, double p50, double p99, double p999, long errors) {
    return new Measurement(perSecond, p50, p99, p999, errors, 0);
  }

  Measurement withCpu(double cpuSeconds, double seconds) {
    return new Measurement(perSecond, p50, p99, p999, errors, perSecond * seconds / cpuSeconds);
  }
}
