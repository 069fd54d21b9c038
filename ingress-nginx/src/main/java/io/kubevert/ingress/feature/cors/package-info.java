/** Cross-origin resource sharing, answered here instead of by the backend. */
package io.kubevert.ingress.feature.cors;
