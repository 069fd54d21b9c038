/** What the controller counts, under the names that ingress-nginx's dashboards ask for. */
package io.kubevert.ingress.metrics;
