package io.kubevert.nodeagent.probe;

import io.fabric8.kubernetes.api.model.Probe;

/** A probe's numbers with Kubernetes' defaults, times in seconds. */
record ProbeSettings(
    int initialDelay, int period, int timeout, int successThreshold, int failureThreshold) {

  static ProbeSettings of(Probe probe) {
    return new ProbeSettings(
        number(probe.getInitialDelaySeconds(), 0),
        Math.max(1, number(probe.getPeriodSeconds(), 10)),
        Math.max(1, number(probe.getTimeoutSeconds(), 1)),
        Math.max(1, number(probe.getSuccessThreshold(), 1)),
        Math.max(1, number(probe.getFailureThreshold(), 3)));
  }

  private static int number(Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
