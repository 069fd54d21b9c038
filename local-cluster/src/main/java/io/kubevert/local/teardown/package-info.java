/** Takes away what a cluster left on the machine, whether or not its process could say goodbye. */
package io.kubevert.local.teardown;
