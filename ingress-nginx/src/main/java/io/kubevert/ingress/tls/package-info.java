/**
 * Which certificate a client sees. The listener keeps one key manager for its life; what it finds
 * is replaced under it, so that no connection notices.
 */
package io.kubevert.ingress.tls;
