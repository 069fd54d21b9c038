/**
 * The cluster's own certificate authority, and what each component proves itself with. Made on
 * first start, kept after that.
 */
package io.kubevert.apiserver.pki;
