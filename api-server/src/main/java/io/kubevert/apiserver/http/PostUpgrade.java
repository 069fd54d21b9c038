package io.kubevert.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.util.regex.Pattern;

/**
 * Lets SPDY clients open their tunnels by POST: Vert.x makes a tunnel of a GET alone. Whoever asks
 * for SPDY is authorized as one who creates, whatever the method ({@link HttpFrontend}).
 */
final class PostUpgrade extends ChannelInboundHandlerAdapter {
  private static final Pattern TUNNEL =
      Pattern.compile("/api/v1/namespaces/[^/]+/pods/[^/]+/(exec|attach|portforward)(\\?.*)?");

  private PostUpgrade() {}

  static void allow(HttpConnection connection) {
    if (connection instanceof Http1xServerConnection http1) {
      http1.channel().pipeline().addBefore("handler", "post-upgrade", new PostUpgrade());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof HttpRequest request
        && request.method().equals(HttpMethod.POST)
        && SpdyRequest.isAsked(request.headers().get("Upgrade"))
        && TUNNEL.matcher(request.uri()).matches()) {
      request.setMethod(HttpMethod.GET);
    }
    super.channelRead(context, message);
  }
}
