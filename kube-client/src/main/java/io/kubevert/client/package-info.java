/**
 * The one contract between the components and the control plane: list, watch, write.
 *
 * <p>{@link io.kubevert.client.KubeClient} is that contract. {@code bus} carries it over the
 * clustered event bus, {@code fake} keeps it in memory for tests, {@code informer} and {@code
 * workqueue} are what a component builds its reconciler from.
 */
package io.kubevert.client;
