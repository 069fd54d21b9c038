/** The {@code file} plugin: zones from files in the form of RFC 1035, 5. */
package io.kubevert.coredns.plugin.file;
