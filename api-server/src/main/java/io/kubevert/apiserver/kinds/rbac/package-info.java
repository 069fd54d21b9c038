/** The kinds of {@code rbac.authorization.k8s.io}, a file each. */
package io.kubevert.apiserver.kinds.rbac;
