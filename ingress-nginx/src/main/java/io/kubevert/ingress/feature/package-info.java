/**
 * What annotations can ask for: one package for each feature, which reads its annotations into one
 * value, and the one list that says in which order requests pass them.
 */
package io.kubevert.ingress.feature;
