/** From objects to a routing snapshot: pure functions, and the state that keeps a change small. */
package io.kubevert.ingress.translate;
