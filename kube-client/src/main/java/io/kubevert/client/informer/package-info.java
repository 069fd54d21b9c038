/**
 * A reliable view of a resource over an unreliable bus: {@link
 * io.kubevert.client.informer.Reflector} lists, watches, and lists again when a message was lost;
 * {@link io.kubevert.client.informer.Informer} keeps the objects and tells what changed.
 */
package io.kubevert.client.informer;
