package io.kubevert.ingress.upstream;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Map;

/** A connected socket for a codec of our own. */
final class BareSocket {
  /** The handler of Vert.x' in front of which a codec takes its place. */
  static final String VERTX = "handler";

  private BareSocket() {}

  /** A socket's pipeline, with nothing left in it but TLS and Vert.x' handler. */
  static ChannelPipeline pipeline(NetSocket socket) {
    ChannelPipeline pipeline = ((NetSocketInternal) socket).channelHandlerContext().pipeline();
    for (Map.Entry<String, ChannelHandler> each : List.copyOf(pipeline.toMap().entrySet())) {
      if (!each.getKey().equals(VERTX) && !(each.getValue() instanceof SslHandler)) {
        pipeline.remove(each.getValue());
      }
    }
    return pipeline;
  }
}
