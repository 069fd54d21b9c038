/**
 * The ingress controller of one node: watches objects, translates them into a routing snapshot, and
 * serves HTTP by it.
 *
 * <p>Data flows one way: {@code watch} (informers) - {@code translate} (pure) - {@code sync} (swap
 * of the snapshot) - {@code proxy} with the filters of {@code feature} and a {@code balancer}.
 */
package io.kubevert.ingress;
