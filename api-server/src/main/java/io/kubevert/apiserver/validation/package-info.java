/** Faults of objects, in Kubernetes' own words, and the checks that several kinds share. */
package io.kubevert.apiserver.validation;
