/**
 * ResourceQuotas: {@link io.kubevert.apiserver.quota.Quotas} admits writes and keeps account of
 * those under way, {@link io.kubevert.apiserver.quota.QuotaUsage} says what an object takes, and
 * {@link io.kubevert.apiserver.quota.QuotaStatuses} shows what is used.
 */
package io.kubevert.apiserver.quota;
