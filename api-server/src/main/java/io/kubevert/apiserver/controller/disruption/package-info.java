/** How many pods a PodDisruptionBudget lets go. */
package io.kubevert.apiserver.controller.disruption;
