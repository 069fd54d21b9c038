/**
 * What happens in the store, told to many watchers: store, {@link
 * io.kubevert.apiserver.watch.Broadcaster}, selection, and then HTTPS or the event bus.
 */
package io.kubevert.apiserver.watch;
