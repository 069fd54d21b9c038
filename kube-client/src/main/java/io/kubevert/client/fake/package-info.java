/** The control plane in memory, for the tests of components: same contract, faults on demand. */
package io.kubevert.client.fake;
