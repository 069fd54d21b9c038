/** One line for each request, as nginx writes it. */
package io.kubevert.ingress.accesslog;
