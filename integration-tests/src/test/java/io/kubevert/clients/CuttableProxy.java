package io.kubevert.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A way to the API server, all of whose connections can be cut at once. */
final class CuttableProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final URI server;
  private final List<Socket> open = new ArrayList<>();

  /**
   * @param server the server's URL
   */
  CuttableProxy(String server) throws IOException {
    this.server = URI.create(server);
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "https://127.0.0.1:" + listener.getLocalPort();
  }

  /** Ends every connection, as a crashed balancer would. */
  void cut() {
    synchronized (open) {
      open.forEach(CuttableProxy::abort);
      open.clear();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket backend = new Socket(server.getHost(), server.getPort());
        synchronized (open) {
          open.add(client);
          open.add(backend);
        }
        Thread.ofVirtual().start(() -> pass(client, backend));
        Thread.ofVirtual().start(() -> pass(backend, client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void pass(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException cut) {
      abort(from);
      abort(to);
    }
  }

  private static void abort(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      assert socket.isClosed() : "only one that is closed already cannot be reset";
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
