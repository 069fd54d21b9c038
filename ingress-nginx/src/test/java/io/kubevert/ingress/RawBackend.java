package io.kubevert.ingress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A pod's server that answers whatever it is told, byte by byte. */
final class RawBackend implements AutoCloseable {
  private final ServerSocket server;
  private final AtomicInteger connections = new AtomicInteger();

  /** What is done with a connection; it is closed afterwards. */
  @FunctionalInterface
  interface Talk {
    void run(Socket connection) throws IOException;
  }

  /** On an address of its own, as pods are told apart by theirs. */
  RawBackend(String address, Talk talk) {
    try {
      server = new ServerSocket(0, 8, InetAddress.getByName(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(() -> accept(talk));
  }

  private void accept(Talk talk) {
    try {
      while (true) {
        Socket connection = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> talk(connection, talk));
      }
    } catch (IOException e) {
      // The end of the server.
    }
  }

  private static void talk(Socket connection, Talk talk) {
    try (connection) {
      connection.setTcpNoDelay(true);
      talk.run(connection);
    } catch (IOException e) {
      // The proxy has had enough.
    }
  }

  /** Answers each request without a body in the same way. */
  static Talk answering(String answer, boolean closing) {
    return connection -> {
      do {
        readHead(connection);
        write(connection, answer);
      } while (!closing);
    };
  }

  static String readHead(Socket connection) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    InputStream in = connection.getInputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the proxy closed");
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  static void write(Socket connection, String text) throws IOException {
    connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  int connections() {
    return connections.get();
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
