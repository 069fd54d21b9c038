/**
 * What the controller's ConfigMap says, under ingress-nginx's names: defaults for annotations, and
 * options that no annotation has.
 */
package io.kubevert.ingress.option;
