/** The Kubernetes API over HTTPS, for kubectl and every other client. */
package io.kubevert.apiserver.http;
