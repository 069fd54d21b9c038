package io.kubevert.ingress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that sends whatever it is told, byte by byte. */
final class RawConnection implements AutoCloseable {
  private static final int LIMIT_MILLIS = 60_000;

  private final Socket socket = new Socket();

  RawConnection(int port) {
    try {
      socket.connect(new InetSocketAddress("127.0.0.1", port), LIMIT_MILLIS);
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void send(String text) {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether bytes can still be sent: a closed connection answers them with a reset. */
  boolean accepts(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Everything that comes until the other side closes, or breaks off. */
  String readAll() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[4096];
    try {
      InputStream in = socket.getInputStream();
      for (int count = in.read(part); count >= 0; count = in.read(part)) {
        all.write(part, 0, count);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection stays open after: " + text(all), e);
    } catch (IOException e) {
      return text(all);
    }
    return text(all);
  }

  /** What comes, until it ends with a text. */
  String readTo(String end) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (!text(all).endsWith(end)) {
      all.write(readByte());
    }
    return text(all);
  }

  byte[] read(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) readByte();
    }
    return bytes;
  }

  private int readByte() {
    try {
      int value = socket.getInputStream().read();
      if (value < 0) {
        throw new IOException("the connection was closed");
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
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
