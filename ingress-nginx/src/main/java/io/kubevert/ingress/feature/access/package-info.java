/** Who may come in: the guards' common form, by which addresses they judge, and how they add up. */
package io.kubevert.ingress.feature.access;
