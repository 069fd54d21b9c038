package io.kubevert.ingress.exchange;

import io.kubevert.client.resource.ObjectKey;

/**
 * Another Service that takes some of a rule's requests.
 *
 * @param ingress the object that asks for it
 * @param policy which requests
 * @param balancing how one of its endpoints is chosen
 */
public record Canary(
    ObjectKey ingress, CanaryPolicy policy, BackendKey backend, Balancing balancing) {}
