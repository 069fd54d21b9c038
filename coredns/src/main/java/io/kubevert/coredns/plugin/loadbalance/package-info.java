/** The {@code loadbalance} plugin: shuffles the addresses of an answer. */
package io.kubevert.coredns.plugin.loadbalance;
