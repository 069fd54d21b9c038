/** The {@code hosts} plugin: answers from a file in the form of hosts(5). */
package io.kubevert.coredns.plugin.hosts;
