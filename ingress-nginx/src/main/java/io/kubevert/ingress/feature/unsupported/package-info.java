/** Annotations of ingress-nginx that are not served here: named, and closed where they guard. */
package io.kubevert.ingress.feature.unsupported;
