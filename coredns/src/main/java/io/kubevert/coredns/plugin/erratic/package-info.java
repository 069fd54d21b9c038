/** The {@code erratic} plugin: misbehaves, so that clients can be tested. */
package io.kubevert.coredns.plugin.erratic;
