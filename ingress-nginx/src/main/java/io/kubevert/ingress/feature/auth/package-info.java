/** Annotations that ask who the client is. */
package io.kubevert.ingress.feature.auth;
