/** A pod's status as the API shows it. */
package io.kubevert.nodeagent.status;
