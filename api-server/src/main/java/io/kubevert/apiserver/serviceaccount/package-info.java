/**
 * Tokens by which programs in pods are known (KEP-1205): JSON Web Tokens, signed with the cluster's
 * key, for an audience, for a time, and no longer than the account and the pod that they are bound
 * to are there.
 */
package io.kubevert.apiserver.serviceaccount;
