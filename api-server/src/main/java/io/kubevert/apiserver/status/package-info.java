/** Refusals and acknowledgements in Kubernetes' own words, codes and reasons. */
package io.kubevert.apiserver.status;
