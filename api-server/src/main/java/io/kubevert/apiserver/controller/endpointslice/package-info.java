/**
 * EndpointSlices of Services with a selector, and of hand-made Endpoints: compile, compare, write.
 */
package io.kubevert.apiserver.controller.endpointslice;
