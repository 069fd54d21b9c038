/** Who sends a request: by the certificate of its connection, or by its bearer token. */
package io.kubevert.apiserver.authentication;
