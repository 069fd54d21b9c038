/** Startup, readiness and liveness probes. */
package io.kubevert.nodeagent.probe;
