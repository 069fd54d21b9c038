/** The kinds of {@code policy}, a file each. */
package io.kubevert.apiserver.kinds.policy;
