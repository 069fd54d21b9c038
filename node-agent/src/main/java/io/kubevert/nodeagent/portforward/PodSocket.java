package io.kubevert.nodeagent.portforward;

import io.kubevert.nodeagent.spdy.SpdyStream;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.net.NetSocket;

/** A connection to a port of a pod, whose sending direction can end before the other does. */
record PodSocket(NetSocket socket, DuplexChannel channel) {

  /**
   * Passes everything on, both ways, until both have ended. Called on the socket's context.
   *
   * @param stream the client's; reset when the pod's end fails, as by a reset
   */
  void join(SpdyStream stream) {
    stream
        .pipe()
        .endOnComplete(false)
        .to(socket)
        .onSuccess(ignored -> channel.shutdownOutput())
        .onFailure(failure -> socket.close());
    socket
        .pipe()
        .endOnFailure(false)
        .to(stream)
        .onFailure(
            failure -> {
              stream.reset();
              socket.close();
            });
  }
}
