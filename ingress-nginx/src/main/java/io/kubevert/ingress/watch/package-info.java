/** The objects that routing depends on, each stripped on arrival to the fields that are used. */
package io.kubevert.ingress.watch;
