package io.kubevert.benchmarks.ingress;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections that have asked once and stay open. */
final class IdleConnections {
  private static final String REQUEST = "GET /small HTTP/1.1\r\nHost: " + Ports.HOST + "\r\n\r\n";

  private IdleConnections() {}

  /** By how many kilobytes a proxy grows with so many connections. */
  static long kilobytes(Proxy proxy, int count) throws IOException {
    long before = proxy.residentKilobytes();
    List<SocketChannel> open = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        open.add(ask(proxy));
      }
      return proxy.residentKilobytes() - before;
    } finally {
      for (SocketChannel each : open) {
        each.close();
      }
    }
  }

  private static SocketChannel ask(Proxy proxy) throws IOException {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", proxy.http()));
    channel.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
    if (channel.read(ByteBuffer.allocate(4096)) < 0) {
      throw new IOException(proxy.name() + " closed a connection");
    }
    return channel;
  }
}
