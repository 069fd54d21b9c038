/** The {@code health} plugin: says over HTTP that the process lives. */
package io.kubevert.coredns.plugin.health;
