/** The kinds of {@code discovery.k8s.io}, a file each. */
package io.kubevert.apiserver.kinds.discovery;
