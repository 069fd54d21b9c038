package io.kubevert.ingress.passthrough;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.util.concurrent.Future;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Reads the server name from the message that a TLS client begins with (RFC 6066, 3), whole or in
 * pieces, and leaves the bytes as they came for whoever comes next in the pipeline.
 */
final class ServerNameReader extends AbstractSniHandler<Void> {
  private static final int MOST_BYTES = 16 * 1024;

  private final Consumer<String> found;

  /**
   * @param limitMillis how long the message may take; the connection is closed then
   * @param found is told the name in lower case, once; an empty one where there is none
   */
  ServerNameReader(long limitMillis, Consumer<String> found) {
    super(MOST_BYTES, limitMillis);
    this.found = found;
  }

  @Override
  protected Future<Void> lookup(ChannelHandlerContext context, String name) {
    return context.executor().newSucceededFuture(null);
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext context, String name, Future<Void> decided) {
    found.accept(name == null ? "" : name.toLowerCase(Locale.ROOT));
    context.pipeline().remove(this);
  }
}
