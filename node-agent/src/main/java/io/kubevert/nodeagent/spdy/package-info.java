/**
 * SPDY/3.1 as Kubernetes' clients speak it (moby/spdystream): streams over one connection, which is
 * a socket after an upgrade or the binary messages of a WebSocket.
 *
 * <p>As there, SPDY's windows are not used: whoever reads slowly slows the whole connection down.
 */
package io.kubevert.nodeagent.spdy;
