/**
 * The scheduler: watch, {@link io.kubevert.apiserver.scheduler.snapshot.ClusterSnapshot}, filters,
 * scores, binding. Filters and scores are pure functions of the snapshot and the pod.
 */
package io.kubevert.apiserver.scheduler;
