/** The kinds of the core group, a file each. */
package io.kubevert.apiserver.kinds.core;
