/** The agent's HTTPS API: logs, exec, attach. */
package io.kubevert.nodeagent.server;
