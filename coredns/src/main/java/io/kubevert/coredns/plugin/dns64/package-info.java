/** The {@code dns64} plugin: makes IPv6 addresses of IPv4 ones (RFC 6147). */
package io.kubevert.coredns.plugin.dns64;
