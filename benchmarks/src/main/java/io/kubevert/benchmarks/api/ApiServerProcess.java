package io.kubevert.benchmarks.api;

import io.kubevert.benchmarks.ComponentCommand;
import io.kubevert.benchmarks.Processes;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An API server, with controllers and scheduler, on loopback, over a directory of its own. */
public final class ApiServerProcess implements AutoCloseable {
  private static final long READY_SECONDS = 60;
  private static final long STOP_SECONDS = 60;
  private static final long PAUSE_MILLIS = 5;
  private static final String MAIN = "io.kubevert.apiserver.Main";

  private final Process process;
  private final int port;
  private final int memberPort;
  private final Path directory;
  private final double readySeconds;

  private ApiServerProcess(
      Process process, int port, int memberPort, Path directory, double readySeconds) {
    this.process = process;
    this.port = port;
    this.memberPort = memberPort;
    this.directory = directory;
    this.readySeconds = readySeconds;
  }

  /**
   * Starts one and waits until it says that it is ready.
   *
   * @param home of the project, built
   * @param directory for its data and credentials, and for the archive of its classes
   * @param flags of the server, besides those that say where it listens and keeps its data
   */
  public static ApiServerProcess start(
      Path home, Path directory, List<String> jvmOptions, String... flags) throws Exception {
    int port = freePort();
    int memberPort = freePort();
    long begin = System.nanoTime();
    Process process = process(home, directory, port, memberPort, jvmOptions, flags);
    while (!isReady(directory, port)) {
      if (!process.isAlive() || System.nanoTime() - begin > READY_SECONDS * 1_000_000_000) {
        process.destroyForcibly();
        throw new IOException("the API server did not start: see " + log(directory));
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return new ApiServerProcess(
        process, port, memberPort, directory, (System.nanoTime() - begin) / 1e9);
  }

  private static Process process(
      Path home, Path directory, int port, int memberPort, List<String> jvmOptions, String... flags)
      throws IOException {
    List<String> command =
        Stream.of(
                ComponentCommand.java(home, jvmOptions, MAIN),
                List.of("--advertise-address", "192.0.2.1", "--bind-address", "127.0.0.1"),
                List.of("--secure-port", Integer.toString(port), "--bus-address", "127.0.0.1"),
                List.of("--bus-member-port", Integer.toString(memberPort)),
                List.of("--bus-port", Integer.toString(freePort())),
                List.of("--data-dir", directory.resolve("data").toString()),
                List.of("--pki-dir", directory.resolve("pki").toString()),
                List.of(flags))
            .flatMap(List::stream)
            .toList();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log(directory).toFile())
        .start();
  }

  private static Path log(Path directory) {
    return directory.resolve("api-server.log");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean isReady(Path directory, int port) throws IOException {
    if (!Files.exists(token(directory))) {
      return false;
    }
    try (TlsConnection connection = TlsConnection.open(port, token(directory))) {
      return connection.get("/readyz").code() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path token(Path directory) {
    return directory.resolve("pki/admin/token");
  }

  TlsConnection connect() throws IOException {
    return TlsConnection.open(port, token(directory));
  }

  /** Where other components join the bus. */
  public String busMember() {
    return "127.0.0.1:" + memberPort;
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  String bearer() throws IOException {
    return "Bearer " + Files.readString(token(directory)).strip();
  }

  double readySeconds() {
    return readySeconds;
  }

  /** Resident memory now. */
  long residentMegabytes() throws IOException {
    return Processes.residentMegabytes(process.pid());
  }

  /** The most that was ever resident. */
  long peakMegabytes() throws IOException {
    try (Stream<String> status = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return status
              .filter(line -> line.startsWith("VmHWM:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          / 1024;
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
