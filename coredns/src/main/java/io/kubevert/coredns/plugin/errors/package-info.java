/** The {@code errors} plugin: logs what failed. */
package io.kubevert.coredns.plugin.errors;
