/** The kinds of {@code batch}, a file each. */
package io.kubevert.apiserver.kinds.batch;
