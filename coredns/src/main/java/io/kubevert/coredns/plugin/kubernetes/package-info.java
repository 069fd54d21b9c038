/**
 * The {@code kubernetes} plugin: the names of Services, endpoints and pods, by the Kubernetes DNS
 * specification 1.1.0.
 *
 * <p>One way through: informers ({@link io.kubevert.coredns.plugin.kubernetes.ClusterState}) tell
 * changes to the {@link io.kubevert.coredns.plugin.kubernetes.ClusterIndex}; a question is read as
 * a {@link io.kubevert.coredns.plugin.kubernetes.ClusterName}, looked up in that index alone, and
 * answered by {@link io.kubevert.coredns.plugin.kubernetes.ZoneAnswers}.
 */
package io.kubevert.coredns.plugin.kubernetes;
