package io.kubevert.kubectl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code kubectl port-forward} that runs. */
final class PortForward implements AutoCloseable {
  private static final Pattern FORWARDING =
      Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+) -> (\\d+)");
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int LIMIT_MILLIS = 20_000;

  private final Process process;
  private final List<Integer> ports = new ArrayList<>();
  private final List<String> output = new CopyOnWriteArrayList<>();

  /** Starts kubectl with arguments. */
  interface Starter {
    Process start(String... arguments) throws IOException;
  }

  private PortForward(Process process) {
    this.process = process;
  }

  /** Forwards free ports of this host to those of a pod. */
  static PortForward start(Starter kubectl, String pod, int... ports) throws IOException {
    List<String> words = new ArrayList<>(List.of("port-forward", pod, "--address=127.0.0.1"));
    for (int port : ports) {
      words.add(":" + port);
    }
    PortForward forward = new PortForward(kubectl.start(words.toArray(String[]::new)));
    BufferedReader lines = forward.process.inputReader(StandardCharsets.UTF_8);
    while (forward.ports.size() < ports.length) {
      String line = lines.readLine();
      if (line == null) {
        throw new AssertionError("kubectl port-forward ended: " + forward.output);
      }
      forward.output.add(line);
      Matcher matcher = FORWARDING.matcher(line);
      if (matcher.find()) {
        forward.ports.add(Integer.parseInt(matcher.group(1)));
      }
    }
    Thread.ofVirtual().start(() -> lines.lines().forEach(forward.output::add));
    return forward;
  }

  /** This host's port for the n-th of the pod's. */
  int port(int index) {
    return ports.get(index);
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** What kubectl has said. */
  List<String> output() {
    return List.copyOf(output);
  }

  Socket connect(int index) throws IOException {
    Socket socket = new Socket("127.0.0.1", port(index));
    socket.setSoTimeout(LIMIT_MILLIS);
    return socket;
  }

  /** What an HTTP server behind the n-th port answers, on a connection of its own. */
  String get(int index) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(index)))
              .timeout(LIMIT)
              .build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  /** Everything that comes over a connection. */
  static long count(InputStream in) throws IOException {
    long count = 0;
    byte[] buffer = new byte[64 << 10];
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      count += length;
    }
    return count;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
