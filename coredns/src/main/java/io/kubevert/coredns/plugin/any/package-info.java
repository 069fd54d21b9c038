/** The {@code any} plugin: gives ANY questions a small answer (RFC 8482). */
package io.kubevert.coredns.plugin.any;
