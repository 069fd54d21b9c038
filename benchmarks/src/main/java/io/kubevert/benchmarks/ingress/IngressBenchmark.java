package io.kubevert.benchmarks.ingress;

import io.kubevert.benchmarks.Processes;
import io.kubevert.benchmarks.Spread;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kubevert's ingress controller, nginx and haproxy, one after the other in each round, on the same
 * core.
 *
 * <p>Requests a second say little where the load's own core is the limit; what a proxy answers for
 * a second of its processor's time says it all. Kubevert is warmed up first: its code is compiled
 * as it runs.
 */
@Command(
    name = "ingress",
    mixinStandardHelpOptions = true,
    description = "Requests a second beside nginx and haproxy, memory, and route changes.")
public final class IngressBenchmark implements Callable<Integer> {
  private static final PrintStream OUT = System.out;
  private static final String ROLLING_UPDATE = "rolling update";
  private static final String CHANGES = "changes under load";

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "How often each load is put on each proxy. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "How long each time. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "120",
      description =
          "How many seconds of each load Kubevert may have beforehand, until its code is compiled."
              + " Default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--only",
      description =
          "Only what has this text in its name: a load, memory, route changes, rolling update, changes"
              + " under load.")
  private Optional<String> only = Optional.empty();

  @Option(
      names = "--connections",
      defaultValue = "10000",
      description = "Idle connections for the memory. Default: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--routes",
      defaultValue = "5000",
      description = "Ingresses among which one changes. Default: ${DEFAULT-VALUE}.")
  private int routes;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description = "Requests a second while things change. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--java-option",
      description = "One more option for Kubevert's JVM; may be given several times.")
  private List<String> javaOptions = List.of();

  private record Name(String load, String proxy) {}

  @Override
  public Integer call() throws Exception {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    try (Workspace workspace = Workspace.create()) {
      Proxies proxies = new Proxies(workspace);
      proxies.startBackend();
      List<Proxy> all = List.of(proxies.kubevert(javaOptions), proxies.nginx(), proxies.haproxy());
      Map<String, Load> loads = loads(workspace, vertx);
      line("Load average before: %.2f", Processes.loadAverage());
      if (!loads.isEmpty()) {
        show(measure(proxies, all, loads), loads, all);
      }
      if (isWanted("memory")) {
        memory(all);
      }
      if (isWanted("route changes")) {
        changes(workspace, all);
      }
      if (isWanted(ROLLING_UPDATE) || isWanted(CHANGES)) {
        continuity(new Continuity(vertx, workspace, all.getFirst(), rate), proxies);
      }
      line("Load average after: %.2f", Processes.loadAverage());
    } finally {
      vertx.close();
    }
    return 0;
  }

  private Map<String, Load> loads(Workspace workspace, Vertx vertx) throws Exception {
    Wrk wrk = new Wrk(workspace);
    H2load h2load = new H2load(workspace);
    Map<String, Load> loads = new LinkedHashMap<>();
    loads.put("small responses", wrk.plain("/small", 64));
    loads.put("100 kB responses", wrk.plain("/large", 64));
    loads.put("TLS, kept alive", wrk.secured("/small", 64));
    loads.put("TLS, new connections", wrk.handshakes("/small", 32));
    loads.put("HTTP/2", h2load.requests("/small"));
    loads.put("gRPC", h2load.calls());
    loads.put("WebSocket messages", new SocketLoad(vertx));
    loads.keySet().removeIf(Predicate.not(this::isWanted));
    return loads;
  }

  private boolean isWanted(String name) {
    return name.contains(only.orElse(""));
  }

  private Map<Name, List<Measurement>> measure(
      Proxies started, List<Proxy> proxies, Map<String, Load> loads) throws Exception {
    Map<Name, List<Measurement>> results = new LinkedHashMap<>();
    for (Map.Entry<String, Load> load : loads.entrySet()) {
      if (warmUp > 0) {
        started.warmUp(proxies.getFirst(), load.getValue(), warmUp);
      }
      for (int round = 0; round < rounds; round++) {
        for (Proxy proxy : proxies) {
          results
              .computeIfAbsent(new Name(load.getKey(), proxy.name()), name -> new ArrayList<>())
              .add(measure(proxy, load.getValue()));
        }
      }
    }
    return results;
  }

  private Measurement measure(Proxy proxy, Load load) throws Exception {
    double before = proxy.cpuSeconds();
    Measurement measured = load.run(proxy, seconds);
    return measured.withCpu(proxy.cpuSeconds() - before, seconds);
  }

  private static void show(
      Map<Name, List<Measurement>> results, Map<String, Load> loads, List<Proxy> proxies) {
    line(
        "%-22s %-9s %10s %12s %9s %9s %9s %7s",
        "", "", "a second", "a CPU second", "p50 ms", "p99 ms", "p99.9 ms", "errors");
    for (String load : loads.keySet()) {
      Map<String, Measurement> medians = new LinkedHashMap<>();
      for (Proxy proxy : proxies) {
        Measurement median = median(results.get(new Name(load, proxy.name())));
        medians.put(proxy.name(), median);
        line(
            "%-22s %-9s %10.0f %12.0f %9.2f %9.2f %9.2f %7d",
            load,
            proxy.name(),
            median.perSecond(),
            median.perCpuSecond(),
            median.p50(),
            median.p99(),
            median.p999(),
            median.errors());
      }
      line(
          "%-22s kubevert is at %.2f of nginx a second, %.2f a CPU second",
          "",
          medians.get("kubevert").perSecond() / medians.get("nginx").perSecond(),
          medians.get("kubevert").perCpuSecond() / medians.get("nginx").perCpuSecond());
    }
  }

  private static Measurement median(List<Measurement> measurements) {
    return measurements.stream()
        .sorted(Comparator.comparingDouble(Measurement::perCpuSecond))
        .toList()
        .get(measurements.size() / 2);
  }

  private void memory(List<Proxy> proxies) throws IOException {
    for (Proxy proxy : proxies) {
      long before = proxy.residentKilobytes();
      long more = IdleConnections.kilobytes(proxy, connections);
      line(
          "Memory of %s: %d MB, with %d idle connections %d MB more",
          proxy.name(), before / 1024, connections, more / 1024);
    }
  }

  private void continuity(Continuity continuity, Proxies proxies) throws Exception {
    continuity.warmUp(proxies, warmUp);
    if (isWanted(ROLLING_UPDATE)) {
      show("pods replaced, one after the other", continuity.rollingUpdate());
    }
    if (isWanted(CHANGES)) {
      show("changes of routes, certificates and endpoints", continuity.changes());
    }
  }

  private void changes(Workspace workspace, List<Proxy> proxies) throws Exception {
    RouteChanges changes = new RouteChanges(workspace);
    String change = "One route change among " + routes + " until live, ";
    show(change + "kubevert", changes.kubevert(proxies.getFirst(), routes));
    show(
        "A bad Ingress refused among " + routes + ", kubevert",
        Admission.kubevert(proxies.getFirst()));
    show(change + "nginx, by a reload", changes.nginx(proxies.get(1), routes));
  }

  private static void show(String name, Spread millis) {
    line(
        "%s, ms: min %.1f, median %.1f, p90 %.1f, max %.1f",
        name, millis.min(), millis.median(), millis.percentile(90), millis.max());
  }

  private static void show(String what, Continuity.Report report) {
    SteadyLoad.Outcome requests = report.requests();
    line(
        "%d %s: %d requests, %.0f answered a second, %d failed; ms: median %.1f, p99 %.1f, max %.1f",
        report.changes(),
        what,
        requests.sent(),
        requests.perSecond(),
        requests.failures().size(),
        requests.millis().median(),
        requests.millis().percentile(99),
        requests.millis().max());
    requests.failures().stream().distinct().limit(5).forEach(each -> line("  %s", each));
    if (report.sockets() > 0) {
      line("  of %d WebSockets %d are open and answer", report.sockets(), report.alive());
    }
  }

  private static void line(String format, Object... values) {
    OUT.println(String.format(Locale.ROOT, format, values));
  }
}
