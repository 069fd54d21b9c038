/** The {@code acl} plugin: answers or not by the client's address. */
package io.kubevert.coredns.plugin.acl;
