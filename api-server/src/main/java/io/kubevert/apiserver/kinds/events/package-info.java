/** The kinds of {@code events.k8s.io}, a file each. */
package io.kubevert.apiserver.kinds.events;
