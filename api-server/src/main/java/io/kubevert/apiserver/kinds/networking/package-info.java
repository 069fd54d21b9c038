/** The kinds of {@code networking.k8s.io}, a file each. */
package io.kubevert.apiserver.kinds.networking;
