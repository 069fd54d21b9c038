/** The {@code cancel} plugin: ends what takes too long. */
package io.kubevert.coredns.plugin.cancel;
