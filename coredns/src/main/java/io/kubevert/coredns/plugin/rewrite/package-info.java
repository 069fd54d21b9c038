/** The {@code rewrite} plugin: asks something else than the client did. */
package io.kubevert.coredns.plugin.rewrite;
