/** The kinds of {@code apiextensions.k8s.io}, a file each. */
package io.kubevert.apiserver.kinds.apiextensions;
