/** Names of things: resources and the keys of their objects. */
package io.kubevert.client.resource;
