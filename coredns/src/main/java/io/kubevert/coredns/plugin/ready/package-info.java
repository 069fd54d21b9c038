/** The {@code ready} plugin: says over HTTP whether every plugin can work. */
package io.kubevert.coredns.plugin.ready;
