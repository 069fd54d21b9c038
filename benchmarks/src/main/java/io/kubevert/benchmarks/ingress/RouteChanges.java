package io.kubevert.benchmarks.ingress;

import io.kubevert.benchmarks.Spread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One route changes among thousands: how long until requests follow it. */
final class RouteChanges {
  private static final String HOST = "changing.test";
  private static final int CHANGES = 50;
  private static final int RELOADS = 6;
  private static final int PAUSE_MILLIS = 50;
  private static final int LIMIT_SECONDS = 60;

  private final Workspace workspace;

  RouteChanges(Workspace workspace) {
    this.workspace = workspace;
  }

  private interface Change {
    void to(String path) throws IOException, InterruptedException;
  }

  /** Milliseconds from the change of the object. */
  Spread kubevert(Proxy proxy, int routes) throws IOException, InterruptedException {
    Proxies.command(proxy, "fill " + routes);
    return measure(proxy, CHANGES, path -> Proxies.command(proxy, "route " + HOST + " " + path));
  }

  /** Milliseconds from the new file, with a reload, as ingress-nginx does it. */
  Spread nginx(Proxy proxy, int routes) throws IOException, InterruptedException {
    return measure(
        proxy,
        RELOADS,
        path -> {
          workspace.write("nginx.conf", NginxConfiguration.proxy(workspace, routes, path));
          workspace.run(
              List.of("nginx", "-s", "reload", "-c", workspace.file("nginx.conf").toString()));
        });
  }

  private static Spread measure(Proxy proxy, int count, Change change)
      throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      String path = "/route-" + i + "/small";
      long began = System.nanoTime();
      change.to("/route-" + i + "/");
      awaitRoute(proxy, path, began);
      if (i > 0) {
        millis.add((System.nanoTime() - began) / 1e6);
      }
    }
    return new Spread(millis);
  }

  /** The backend has no such page: its own 404 tells the route from the proxy's. */
  private static void awaitRoute(Proxy proxy, String path, long began)
      throws IOException, InterruptedException {
    while (!ask(proxy, path).contains("X-Backend: yes")) {
      if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
        throw new IOException(proxy.name() + " does not follow the change to " + path);
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private static String ask(Proxy proxy, String path) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", proxy.http()));
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
