/** What users see of the controller in the objects themselves: addresses, by one writer. */
package io.kubevert.ingress.status;
