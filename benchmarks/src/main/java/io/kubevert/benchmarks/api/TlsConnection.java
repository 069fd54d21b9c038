package io.kubevert.benchmarks.api;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** One connection that asks and waits for the answer, by HTTP/1.1. */
public final class TlsConnection implements AutoCloseable {
  private static final int BUFFER = 64 << 10;

  private final SSLSocket socket;
  private final OutputStream out;
  private final InputStream in;
  private final String headers;
  private final byte[] sink = new byte[BUFFER];

  /**
   * What was answered.
   *
   * @param bytes the length of the body
   */
  public record Answer(int code, long bytes) {}

  private TlsConnection(SSLSocket socket, String token) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    this.headers =
        " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\nAccept: application/json\r\n"
            + "Authorization: Bearer "
            + token
            + "\r\n";
  }

  static TlsConnection open(int port, Path token) throws IOException {
    SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    return new TlsConnection(socket, Files.readString(token).strip());
  }

  Answer get(String path) throws IOException {
    return ask("GET " + path + headers + "\r\n", new byte[0]);
  }

  public Answer post(String path, byte[] body) throws IOException {
    String head =
        "POST "
            + path
            + headers
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    return ask(head, body);
  }

  private Answer ask(String head, byte[] body) throws IOException {
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[start.length + body.length];
    System.arraycopy(start, 0, request, 0, start.length);
    System.arraycopy(body, 0, request, start.length, body.length);
    out.write(request);
    out.flush();
    int code = Integer.parseInt(line().split(" ")[1]);
    long length = -1;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      }
    }
    return new Answer(code, length < 0 ? chunks() : skip(length));
  }

  private long chunks() throws IOException {
    long total = 0;
    for (long size = chunk(); size > 0; size = chunk()) {
      total += skip(size);
      line();
    }
    line();
    return total;
  }

  private long chunk() throws IOException {
    return Long.parseLong(line(), 16);
  }

  private long skip(long length) throws IOException {
    for (long left = length; left > 0; ) {
      int read = in.read(sink, 0, (int) Math.min(left, sink.length));
      if (read < 0) {
        throw new EOFException("the server closed the connection");
      }
      left -= read;
    }
    return length;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int at = in.read(); at != '\n'; at = in.read()) {
      if (at < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (at != '\r') {
        line.append((char) at);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /**
   * The server is on this machine and was started by whoever asks it, so nobody checks its
   * certificate.
   */
  private static SSLContext context() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustEverybody()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no TLS", e);
    }
  }

  private static final class TrustEverybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
