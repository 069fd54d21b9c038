/** The {@code whoami} plugin: answers with the address of who asks. */
package io.kubevert.coredns.plugin.whoami;
