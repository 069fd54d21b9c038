/** Which nodes can run a pod, and why the others cannot, in Kubernetes' own words. */
package io.kubevert.apiserver.scheduler.filter;
