/**
 * The agent's HTTPS API: logs, exec and attach over WebSockets and SPDY, port forwarding, images.
 */
package io.kubevert.nodeagent.server;
