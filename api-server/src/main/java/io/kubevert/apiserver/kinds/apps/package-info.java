/** The kinds of {@code apps}, a file each. */
package io.kubevert.apiserver.kinds.apps;
