/** Which requests the two ways of reading the same Ingresses lead to different places. */
package io.kubevert.ingress.doctor;
