/** Annotations that send clients elsewhere: to TLS, to another URL, to the application's root. */
package io.kubevert.ingress.feature.redirect;
