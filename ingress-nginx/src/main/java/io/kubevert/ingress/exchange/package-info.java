/**
 * One request on its way: where it leads, the filters it passes, and what is known of it. The
 * features' filters and the proxy meet here and nowhere else.
 */
package io.kubevert.ingress.exchange;
