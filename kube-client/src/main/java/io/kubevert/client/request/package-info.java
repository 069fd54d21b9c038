/** What goes over the wire: requests, answers and watch events, the same for every transport. */
package io.kubevert.client.request;
