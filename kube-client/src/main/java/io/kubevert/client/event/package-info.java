/** Events: what {@code kubectl describe} shows a user of what happened to an object. */
package io.kubevert.client.event;
