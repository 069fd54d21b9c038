/** The {@code cache} plugin: keeps answers, the negative ones too (RFC 2308, RFC 8767). */
package io.kubevert.coredns.plugin.cache;
