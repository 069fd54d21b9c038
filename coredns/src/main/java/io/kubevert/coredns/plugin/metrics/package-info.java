/** The {@code prometheus} plugin: counts questions and answers, and shows them to Prometheus. */
package io.kubevert.coredns.plugin.metrics;
