/** Endpoints, decoded from EndpointSlices on arrival and found by their Service. */
package io.kubevert.kubeproxy.endpoints;
