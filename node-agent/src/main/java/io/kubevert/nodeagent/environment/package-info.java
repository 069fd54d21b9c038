/** A container's environment variables. */
package io.kubevert.nodeagent.environment;
