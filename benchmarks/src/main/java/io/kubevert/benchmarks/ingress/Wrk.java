package io.kubevert.benchmarks.ingress;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** HTTP/1.1 by wrk. */
final class Wrk {
  private static final String RESULT = "RESULT ";
  private static final String SCRIPT =
      """
      done = function(summary, latency, requests)
        local e = summary.errors
        io.write(string.format("RESULT %f %f %f %f %d\\n",
          summary.requests * 1e6 / summary.duration,
          latency:percentile(50) / 1000, latency:percentile(99) / 1000,
          latency:percentile(99.9) / 1000,
          e.connect + e.read + e.write + e.status + e.timeout))
      end
      """;

  private final Workspace workspace;
  private final String script;

  Wrk(Workspace workspace) throws IOException {
    this.workspace = workspace;
    this.script = workspace.write("percentiles.lua", SCRIPT).toString();
  }

  Load plain(String path, int connections) {
    return (proxy, seconds) -> run("http", proxy.http(), path, connections, seconds, List.of());
  }

  Load secured(String path, int connections) {
    return (proxy, seconds) -> run("https", proxy.https(), path, connections, seconds, List.of());
  }

  /** A connection, and so a handshake, for each request. */
  Load handshakes(String path, int connections) {
    List<String> close = List.of("-H", "Connection: close");
    return (proxy, seconds) -> run("https", proxy.https(), path, connections, seconds, close);
  }

  private Measurement run(
      String scheme, int port, String path, int connections, int seconds, List<String> options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            Proxies.beside(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + seconds,
                "-s",
                script,
                "-H",
                "Host: " + Ports.HOST));
    command.addAll(options);
    command.add(scheme + "://127.0.0.1:" + port + path);
    String result =
        workspace
            .run(command)
            .lines()
            .filter(line -> line.startsWith(RESULT))
            .findFirst()
            .orElseThrow(() -> new IOException("wrk gave no result"));
    String[] figures = result.substring(RESULT.length()).split(" ");
    return Measurement.of(
        Double.parseDouble(figures[0]),
        Double.parseDouble(figures[1]),
        Double.parseDouble(figures[2]),
        Double.parseDouble(figures[3]),
        Long.parseLong(figures[4]));
  }
}
