/** The {@code bufsize} plugin: bounds the size of answers over UDP. */
package io.kubevert.coredns.plugin.bufsize;
