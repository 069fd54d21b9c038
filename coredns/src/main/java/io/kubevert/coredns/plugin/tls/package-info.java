/** The {@code tls} plugin: by what certificate a server block is served (RFC 7858). */
package io.kubevert.coredns.plugin.tls;
