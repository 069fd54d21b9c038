/** The {@code autopath} plugin: goes through the search path in the place of the client. */
package io.kubevert.coredns.plugin.autopath;
