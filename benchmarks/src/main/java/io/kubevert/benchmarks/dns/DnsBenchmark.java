package io.kubevert.benchmarks.dns;

import io.kubevert.benchmarks.Processes;
import io.kubevert.benchmarks.Spread;
import io.kubevert.benchmarks.boot.ScriptCluster;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Our server and its peers in turn, round after round, under each workload. */
@Command(
    name = "dns",
    mixinStandardHelpOptions = true,
    description = "Answers a second, latency, CPU and memory, beside unbound and knot.")
public final class DnsBenchmark implements Callable<Integer> {
  private static final PrintStream OUT = System.out;
  private static final int MOST_FAULTS = 5;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Measurements of each figure. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "Length of each. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      description = "Seconds of each workload before. Default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--pace",
      defaultValue = "10000",
      description = "Questions a second while latency is measured. Default: ${DEFAULT-VALUE}.")
  private int pace;

  @Option(
      names = "--services",
      defaultValue = "9900",
      description = "Services with ten endpoints each. Default: ${DEFAULT-VALUE}.")
  private int services;

  @Option(
      names = "--steady",
      defaultValue = "30000",
      description =
          "Questions a second through changes, restart, reload and loss. Default: ${DEFAULT-VALUE}.")
  private int steady;

  @Option(
      names = "--new-services",
      defaultValue = "200",
      description = "Services to create in a whole cluster. Default: ${DEFAULT-VALUE}.")
  private int newServices;

  @Option(
      names = "--parts",
      split = ",",
      defaultValue = "speed,continuity,change",
      description = "What to measure: ${COMPLETION-CANDIDATES}. Default: all.")
  private Set<Part> parts;

  @Option(
      names = "--workloads",
      split = ",",
      defaultValue = "services,headless,search,mixed,cached",
      description = "What to ask for speed: ${COMPLETION-CANDIDATES}. Default: all.")
  private Set<Workload> workloads;

  /** What can be measured by itself. */
  enum Part {
    speed,
    continuity,
    change
  }

  @Override
  public Integer call() throws Exception {
    SyntheticCluster cluster = new SyntheticCluster(services);
    Path directory = Files.createTempDirectory("kubevert-bench-dns");
    if (parts.contains(Part.speed)) {
      speed(directory, cluster);
    }
    if (parts.contains(Part.continuity)) {
      continuity(directory, cluster);
    }
    if (parts.contains(Part.change)) {
      change();
    }
    return 0;
  }

  private void continuity(Path directory, SyntheticCluster cluster) throws Exception {
    try (Continuity continuity = new Continuity(directory, cluster)) {
      Continuity.Outcome outcome = continuity.run(steady);
      line(
          "%d/s through 100 changes a second, loss of an upstream server, reload and restart:",
          steady);
      line(
          "  %d asked, %d lost, %d with another code than NOERROR, slowest %.0f ms",
          outcome.steady().sent(),
          outcome.steady().lost(),
          outcome.steady().wrong(),
          outcome.steady().slowestMillis());
      line("  %d more looked at: %d lost or wrong", outcome.checked(), outcome.faults().size());
      outcome.faults().stream().limit(MOST_FAULTS).forEach(fault -> line("  %s", fault));
    }
  }

  private void change() throws Exception {
    ScriptCluster cluster = new ScriptCluster(Path.of(System.getProperty("kubevert.home")));
    try {
      cluster.down();
      cluster.up();
      NewServices created = new NewServices(cluster);
      created.measure(newServices);
      Spread millis = created.measure(newServices);
      line(
          "Service created until every node answers, ms: min %.0f, p50 %.0f, p90 %.0f, p99 %.0f,"
              + " max %.0f (load average %.2f)",
          millis.min(),
          millis.median(),
          millis.percentile(90),
          millis.percentile(99),
          millis.max(),
          Processes.loadAverage());
    } finally {
      cluster.down();
    }
  }

  private void speed(Path directory, SyntheticCluster cluster) throws Exception {
    try (ServerRoom room = ServerRoom.open(directory, cluster)) {
      line(
          "%d Services, %d endpoints; load average %.2f",
          services + 1, cluster.endpoints(), room.load());
      warmUp(room);
      for (Workload workload : workloads) {
        show(workload, measure(room, workload));
      }
      OUT.println();
      for (RunningServer server : room.servers()) {
        line("%-24s %5d MB resident", server.server().name(), server.residentMegabytes());
      }
    }
  }

  /** The JVM compiles what is used much; a server that has run for a while is what is measured. */
  private void warmUp(ServerRoom room) throws Exception {
    for (Workload workload : workloads) {
      for (RunningServer server : room.serversFor(workload)) {
        room.dnsperf().flood(server.server().port(), workload.write(room.directory()), warmUp);
      }
    }
  }

  private Map<String, Measured> measure(ServerRoom room, Workload workload) throws Exception {
    Path questions = workload.write(room.directory());
    Map<String, List<Round>> all = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (RunningServer server : room.serversFor(workload)) {
        all.computeIfAbsent(server.server().name(), name -> new ArrayList<>())
            .add(round(room.dnsperf(), server, questions));
      }
    }
    Map<String, Measured> measured = new LinkedHashMap<>();
    all.forEach((name, list) -> measured.put(name, Round.summary(list)));
    return measured;
  }

  private Round round(Dnsperf dnsperf, RunningServer server, Path questions) throws Exception {
    int port = server.server().port();
    double before = server.cpuSeconds();
    Dnsperf.Flood flood = dnsperf.flood(port, questions, seconds);
    double cpu = (server.cpuSeconds() - before) * 1e6 / Math.max(1, flood.completed());
    Spread micros = dnsperf.pace(port, questions, seconds, pace);
    return new Round(flood.perSecond(), cpu, micros.percentile(99), flood.lost());
  }

  /** One measurement of each figure. */
  private record Round(double perSecond, double cpuMicros, double p99Micros, long lost) {
    static Measured summary(List<Round> rounds) {
      return new Measured(
          new Spread(rounds.stream().map(Round::perSecond).toList()),
          new Spread(rounds.stream().map(Round::cpuMicros).toList()),
          new Spread(rounds.stream().map(Round::p99Micros).toList()),
          rounds.stream().mapToLong(Round::lost).sum());
    }
  }

  private void show(Workload workload, Map<String, Measured> measured) {
    OUT.println();
    line(
        "%-24s %24s %14s %20s %6s",
        workload.title(),
        "answers/s min/med/max",
        "CPU us each",
        "p99 us at " + pace + "/s",
        "lost");
    measured.forEach(
        (name, figures) ->
            line(
                "%-24s %8.0f %7.0f %7.0f %14.1f %20.0f %6d",
                name,
                figures.perSecond().min(),
                figures.perSecond().median(),
                figures.perSecond().max(),
                figures.cpuMicros().median(),
                figures.p99Micros().median(),
                figures.lost()));
  }

  private static void line(String format, Object... values) {
    OUT.println(String.format(Locale.ROOT, format, values));
  }
}
