/** The {@code bind} plugin: chooses the addresses of a server block. */
package io.kubevert.coredns.plugin.bind;
