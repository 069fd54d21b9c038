/** The {@code nsid} plugin: tells which server answered (RFC 5001). */
package io.kubevert.coredns.plugin.nsid;
