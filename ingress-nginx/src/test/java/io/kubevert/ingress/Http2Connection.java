package io.kubevert.ingress;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client of HTTP/2 over TLS that sends whatever it is told, and keeps no rule itself. */
final class Http2Connection implements AutoCloseable {
  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int LIMIT_MILLIS = 60_000;

  /** Small, so that little stays in it when a test does not read. */
  private static final int RECEIVE_BUFFER = 16 * 1024;

  private final SSLSocket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  private final Deque<Http2Frame> putBack = new ArrayDeque<>();

  Http2Connection(int port) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      socket = (SSLSocket) context.getSocketFactory().createSocket();
      socket.setReceiveBufferSize(RECEIVE_BUFFER);
      socket.connect(new InetSocketAddress("127.0.0.1", port), LIMIT_MILLIS);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.startHandshake();
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** One that has sent the preface, with settings of nothing. */
  static Http2Connection begun(int port) {
    Http2Connection connection = new Http2Connection(port);
    connection.send(PREFACE);
    connection.send(new Http2Frame(Http2Frame.SETTINGS, 0, 0, new byte[0]));
    return connection;
  }

  /**
   * @return whether it was sent: the other side may have closed already
   */
  boolean send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  boolean send(Http2Frame frame) {
    return send(frame.bytes());
  }

  /** The next frame; empty when the other side has closed. */
  Optional<Http2Frame> next() {
    if (!putBack.isEmpty()) {
      return Optional.of(putBack.removeFirst());
    }
    try {
      return Optional.of(Http2Frame.read(in));
    } catch (SocketTimeoutException e) {
      throw new AssertionError("neither a frame nor an end within " + LIMIT_MILLIS + " ms", e);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Has frames come once more, which nobody wanted yet. */
  void putBack(List<Http2Frame> frames) {
    putBack.addAll(frames);
  }

  /** The next frame of a kind; empty when the other side has closed before one came. */
  Optional<Http2Frame> next(int type) {
    Optional<Http2Frame> frame = next();
    while (frame.isPresent() && frame.get().type() != type) {
      frame = next();
    }
    return frame;
  }

  /** The fields of a HEADERS frame; each has to be asked for, in the order they came. */
  Map<String, String> fields(Http2Frame frame) {
    Map<String, String> fields = new HashMap<>();
    int skipped = frame.has(Http2Frame.PRIORITY) ? 5 : 0;
    try {
      decoder
          .decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()).skipBytes(skipped))
          .forEach(field -> fields.put(field.getKey().toString(), field.getValue().toString()));
    } catch (Http2Exception e) {
      throw new AssertionError("the answer's header block is broken", e);
    }
    return fields;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
