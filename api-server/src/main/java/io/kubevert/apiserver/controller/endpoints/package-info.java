/** Endpoints objects of Services with a selector, as older clients read them. */
package io.kubevert.apiserver.controller.endpoints;
