/** Programs of the host, run without blocking an event loop and without a shell. */
package io.kubevert.client.process;
