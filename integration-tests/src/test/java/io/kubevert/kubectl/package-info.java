/** What kubectl does with running pods, over each of the transports that it has. */
package io.kubevert.kubectl;
