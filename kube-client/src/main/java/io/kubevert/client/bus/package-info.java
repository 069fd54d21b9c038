/** The contract over the clustered event bus: start-up, addresses, codecs, and the client. */
package io.kubevert.client.bus;
