/**
 * The generic registry: every verb, written once for all kinds. What differs by kind is a {@link
 * io.kubevert.apiserver.registry.Strategy} in the package of its API group.
 */
package io.kubevert.apiserver.registry;
