/** The {@code reload} plugin: takes over a changed Corefile. */
package io.kubevert.coredns.plugin.reload;
