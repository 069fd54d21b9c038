/** The {@code debug} plugin: is accepted as a word; failures never end the process here. */
package io.kubevert.coredns.plugin.debug;
