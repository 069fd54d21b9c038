package io.kubevert.coredns.plugin.kubernetes;

/** Stands beside {@code cluster.json}, for tests of other packages. */
public final class ClusterFixture {
  private ClusterFixture() {}
}
