/** The kinds of {@code coordination.k8s.io}, a file each. */
package io.kubevert.apiserver.kinds.coordination;
