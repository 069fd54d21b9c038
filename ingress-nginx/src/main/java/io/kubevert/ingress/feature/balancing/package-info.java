/** Annotations that say which endpoint a request goes to: algorithm, hash, session cookie. */
package io.kubevert.ingress.feature.balancing;
