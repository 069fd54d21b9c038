/** A real cluster for JUnit 5 tests: annotate a class with {@code @KubevertCluster}. */
package io.kubevert.local.junit;
