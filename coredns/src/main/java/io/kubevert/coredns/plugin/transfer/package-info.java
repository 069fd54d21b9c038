/** The {@code transfer} plugin: hands out whole zones (RFC 5936). */
package io.kubevert.coredns.plugin.transfer;
