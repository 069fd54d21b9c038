package io.kubevert.benchmarks.dns;

import io.kubevert.netns.ScratchNamespace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A steady stream of questions while a hundred Services a second change, an upstream server dies,
 * the Corefile changes and another process takes the server's place.
 */
final class Continuity implements AutoCloseable {
  private static final String ADDRESS = "192.0.2.1";
  private static final String CLIENT = "192.0.2.2";
  private static final int PORT = 53;
  private static final int FIRST_UPSTREAM = 5401;
  private static final int CHANGES = 100;
  private static final int STEP_SECONDS = 4;
  private static final int SECONDS = 22;
  private static final int LONGEST_START_SECONDS = 60;
  private static final long LOOK_MILLIS = 100;
  private static final int LINES = 50_000;
  private static final int WARM_UP_SECONDS = 8;

  private final Path directory;
  private final SyntheticCluster cluster;
  private final ScratchNamespace home = ScratchNamespace.create("kvbench-dns-on-server");
  private final ScratchNamespace client = ScratchNamespace.create("kvbench-dns-on-client");
  private final List<Process> processes = new ArrayList<>();

  Continuity(Path directory, SyntheticCluster cluster) {
    this.directory = directory;
    this.cluster = cluster;
    ServerRoom.connect(home, ADDRESS, client, CLIENT);
  }

  /**
   * What came of it.
   *
   * @param checked answers that were looked at and found right
   * @param faults of those: lost or wrong
   */
  record Outcome(Dnsperf.Steady steady, long checked, List<String> faults) {}

  Outcome run(int perSecond) throws Exception {
    Process lost = upstream(FIRST_UPSTREAM);
    upstream(FIRST_UPSTREAM + 1);
    Path corefile = corefile("");
    Process old = server(corefile);
    Dnsperf dnsperf = new Dnsperf(client, ADDRESS);
    Path questions = questions();
    dnsperf.flood(PORT, questions, WARM_UP_SECONDS);
    AnswerCheck check =
        AnswerCheck.start(client, new InetSocketAddress(ADDRESS, PORT), cluster.services());
    CompletableFuture<Dnsperf.Steady> steady =
        CompletableFuture.supplyAsync(() -> dnsperf.steady(PORT, questions, SECONDS, perSecond));
    step();
    lost.destroyForcibly();
    step();
    corefile("whoami");
    step();
    Process next = server(corefile);
    stop(old);
    Dnsperf.Steady result = steady.get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
    List<String> faults = check.stop();
    if (!next.isAlive()) {
      throw new IOException("the successor has ended; see " + directory);
    }
    return new Outcome(result, check.right(), faults);
  }

  private static void step() throws InterruptedException {
    TimeUnit.SECONDS.sleep(STEP_SECONDS);
  }

  private Path corefile(String more) throws IOException {
    return Files.writeString(
        directory.resolve("Corefile.on"),
        """
        .:53 {
            errors
            %s
            kubernetes cluster.local in-addr.arpa ip6.arpa {
                pods insecure
                fallthrough in-addr.arpa ip6.arpa
                ttl 30
                startup_timeout 60s
            }
            forward . 127.0.0.1:%d 127.0.0.1:%d
            reload 2s 1s
            loadbalance
        }
        """
            .formatted(more, FIRST_UPSTREAM, FIRST_UPSTREAM + 1));
  }

  private Path questions() throws IOException {
    Path file = directory.resolve("questions.on");
    Random random = new Random(LINES);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < LINES; i++) {
        int dice = random.nextInt(20);
        String name = SyntheticCluster.name(random.nextInt(cluster.services()));
        if (dice == 0) {
          name = AnswerCheck.FOREIGN;
        } else if (dice == 1) {
          name = SyntheticCluster.CHANGING;
        }
        out.write(name + " A\n");
      }
    }
    return file;
  }

  private Process upstream(int port) throws IOException {
    String text =
        """
        server:
          interface: 127.0.0.1
          port: %1$d
          do-daemonize: no
          username: ""
          chroot: ""
          pidfile: ""
          use-syslog: no
          directory: "%2$s"
          local-zone: "example.org." static
          local-data: "%3$s 300 IN A %4$s"
        """
            .formatted(port, directory, AnswerCheck.FOREIGN, AnswerCheck.FOREIGN_ADDRESS);
    Path file = Files.writeString(directory.resolve("upstream-" + port + ".conf"), text);
    return start(List.of("unbound", "-d", "-c", file.toString()), "upstream-" + port);
  }

  private Process server(Path corefile) throws Exception {
    String name = "server-" + processes.size();
    Process process =
        start(ServerProcess.command(corefile, ADDRESS, cluster.services(), CHANGES), name);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
    while (!Files.readString(output(name)).contains(ServerProcess.READY + "\n")) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("the server did not start: see " + output(name));
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return process;
  }

  private Path output(String name) {
    return directory.resolve(name + ".output");
  }

  private Process start(List<String> words, String name) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", home.name()));
    command.addAll(words);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output(name).toFile())
            .start();
    processes.add(process);
    return process;
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(LONGEST_START_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    home.close();
    client.close();
  }
}
