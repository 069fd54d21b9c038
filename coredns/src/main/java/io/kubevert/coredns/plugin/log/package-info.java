/** The {@code log} plugin: logs every question and its answer. */
package io.kubevert.coredns.plugin.log;
