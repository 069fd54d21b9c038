/** The {@code template} plugin: answers made from the question by a template. */
package io.kubevert.coredns.plugin.template;
