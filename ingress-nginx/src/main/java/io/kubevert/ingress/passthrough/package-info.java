/**
 * TLS connections that are passed on as they are: the server name is read from what a client sends
 * first, and its bytes go to the Service of that host unchanged.
 */
package io.kubevert.ingress.passthrough;
