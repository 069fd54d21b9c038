package io.kubevert.benchmarks.dns;

import io.kubevert.benchmarks.Processes;
import io.kubevert.netns.ScratchNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server's process in the servers' namespace. */
final class RunningServer implements AutoCloseable {
  private static final long STOP_SECONDS = 10;
  private static final int MOST_LOOKS = 300;
  private static final long LOOK_MILLIS = 200;

  private final DnsServer server;
  private final Process process;

  private RunningServer(DnsServer server, Process process) {
    this.server = server;
    this.process = process;
  }

  /** Starts the process and waits until it answers for a Service. */
  static RunningServer start(
      DnsServer server,
      ScratchNamespace home,
      ScratchNamespace client,
      String address,
      Path directory)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", home.name()));
    command.addAll(server.command());
    Path output = directory.resolve(server.name().replace(' ', '-') + ".output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    Process process = builder.start();
    RunningServer running = new RunningServer(server, process);
    for (int look = 0; look < MOST_LOOKS && process.isAlive(); look++) {
      if (running.answers(client, address)) {
        return running;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    running.close();
    throw new IOException(server.name() + " does not answer; what it said is in " + output);
  }

  private boolean answers(ScratchNamespace client, String address) {
    String shown =
        client.run(
            "sh",
            "-c",
            "dig +short +time=1 +tries=1 \"$@\" || true",
            "dig",
            "@" + address,
            "-p",
            Integer.toString(server.port()),
            SyntheticCluster.name(0));
    return shown.strip().equals(SyntheticCluster.clusterIp(0));
  }

  DnsServer server() {
    return server;
  }

  double cpuSeconds() throws IOException {
    return Processes.cpuSeconds(process.pid());
  }

  long residentMegabytes() throws IOException {
    return Processes.residentMegabytes(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, STOP_SECONDS, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
