/** The API for the cluster's own components: the same requests, and watches, on the event bus. */
package io.kubevert.apiserver.bus;
