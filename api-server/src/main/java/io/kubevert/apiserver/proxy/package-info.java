/**
 * The proxy subresources: HTTP, and WebSockets, to pods, Services and nodes by way of the API
 * server.
 */
package io.kubevert.apiserver.proxy;
