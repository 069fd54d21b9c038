/** Who may do what: Kubernetes' bootstrap roles, cut down to what this cluster's parts do. */
package io.kubevert.apiserver.authorization;
