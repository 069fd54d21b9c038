/** Annotations and options that change the headers of what a backend is sent and answers. */
package io.kubevert.ingress.feature.answer;
