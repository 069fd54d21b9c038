/**
 * Who may do what: Kubernetes' bootstrap roles, cut down to what this cluster's parts do, and the
 * cluster's own roles and bindings (RBAC).
 */
package io.kubevert.apiserver.authorization;
