package io.kubevert.benchmarks.ingress;

/** One kind of traffic. */
@FunctionalInterface
interface Load {

  /** Sends it for some seconds. */
  Measurement run(Proxy proxy, int seconds) throws Exception;
}
