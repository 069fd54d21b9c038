/** What a component proves itself with. */
package io.kubevert.client.tls;
