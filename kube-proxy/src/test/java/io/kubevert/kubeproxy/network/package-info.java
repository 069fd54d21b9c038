/** Throw-away network namespaces with servers and clients in them, for tests with real packets. */
package io.kubevert.kubeproxy.network;
