/**
 * Tells load balancers, on each Service's {@code healthCheckNodePort}, how many of its endpoints
 * are on this node: under the external traffic policy Local, others are of no use to them.
 */
package io.kubevert.kubeproxy.healthcheck;
