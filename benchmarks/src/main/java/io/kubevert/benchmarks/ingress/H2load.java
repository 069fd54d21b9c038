package io.kubevert.benchmarks.ingress;

import io.kubevert.benchmarks.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** HTTP/2, and calls of gRPC, by h2load. */
final class H2load {
  private static final Pattern RATE = Pattern.compile("finished in [0-9.]+\\w+, ([0-9.]+) req/s");
  private static final Pattern FAILED = Pattern.compile("(\\d+) failed, (\\d+) errored");
  private static final String CONNECTIONS = "16";
  private static final String STREAMS = "8";

  private final Workspace workspace;

  H2load(Workspace workspace) {
    this.workspace = workspace;
  }

  Load requests(String path) {
    return (proxy, seconds) -> run(proxy, Ports.HOST, path, seconds, List.of());
  }

  /** Unary calls with a message of five bytes each way. */
  Load calls() throws IOException {
    Path message =
        Files.write(workspace.file("message"), new byte[] {0, 0, 0, 0, 5, 1, 2, 3, 4, 5});
    List<String> options =
        List.of(
            "-d", message.toString(), "-H", "content-type: application/grpc", "-H", "te: trailers");
    return (proxy, seconds) -> run(proxy, Ports.GRPC_HOST, "/echo.Echo/Say", seconds, options);
  }

  private Measurement run(Proxy proxy, String host, String path, int seconds, List<String> options)
      throws IOException, InterruptedException {
    Path log = workspace.file("h2load.log");
    Files.deleteIfExists(log);
    List<String> command =
        new ArrayList<>(
            Proxies.beside(
                "h2load",
                "-t1",
                "-c" + CONNECTIONS,
                "-m" + STREAMS,
                "-D" + seconds,
                "--log-file=" + log,
                "-H",
                ":authority: " + host));
    command.addAll(options);
    command.add("https://127.0.0.1:" + proxy.https() + path);
    String output = workspace.run(command);
    Spread millis;
    try (Stream<String> lines = Files.lines(log)) {
      millis =
          new Spread(
              lines.map(line -> Double.parseDouble(line.split("\t")[2]) / 1e3).sorted().toList());
    }
    Matcher rate = RATE.matcher(output);
    Matcher failed = FAILED.matcher(output);
    if (!rate.find() || !failed.find()) {
      throw new IOException("h2load gave no result: " + output);
    }
    return Measurement.of(
        Double.parseDouble(rate.group(1)),
        millis.median(),
        millis.percentile(99),
        millis.percentile(99.9),
        Long.parseLong(failed.group(1)));
  }
}
