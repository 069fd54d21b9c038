/** The {@code loop} plugin: finds out when the server forwards to itself. */
package io.kubevert.coredns.plugin.loop;
