/**
 * What annotations can ask for: one package for each family of them, which reads its annotations
 * into one value, and the one list that says in which order requests pass what comes of them.
 *
 * <p>Three kinds of value come of them: a filter of requests, a guard (a filter that others may
 * outvote, by {@code satisfy}), or a policy that the proxy or a balancer follows. What an
 * annotation asks for and cannot have is noted as a problem; where it was to keep somebody out,
 * what takes its place keeps everybody out.
 */
package io.kubevert.ingress.feature;
