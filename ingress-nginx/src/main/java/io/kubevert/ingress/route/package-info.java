/**
 * Which rule a request belongs to: hosts, then paths, with Kubernetes' precedence. Pure, and
 * ignorant of what a rule leads to.
 */
package io.kubevert.ingress.route;
