/** From what a pod asks for and what there is to the next steps, and those steps. */
package io.kubevert.nodeagent.lifecycle;
