package io.kubevert.benchmarks.proxy;

import io.kubevert.benchmarks.ScratchDirectory;
import io.kubevert.benchmarks.Spread;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Everything about kube-proxy that the README has figures of, in one run. */
@Command(
    name = "proxy",
    mixinStandardHelpOptions = true,
    description = "Service rules: load, memory, single changes, and a thousand a second.")
public final class ProxyBenchmark implements Callable<Integer> {
  private static final PrintStream OUT = System.out;

  /** Changes until the JVM has compiled what they need. */
  private static final int WARM_UP = 2_000;

  @Option(
      names = "--services",
      defaultValue = "10000",
      description = "The largest number of Services. Default: ${DEFAULT-VALUE}.")
  private int services;

  @Option(
      names = "--loads",
      defaultValue = "3",
      description = "Loads after the first. Default: ${DEFAULT-VALUE}.")
  private int loads;

  @Option(
      names = "--changes",
      defaultValue = "500",
      description = "Single changes to measure. Default: ${DEFAULT-VALUE}.")
  private int changes;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "How long to make 1,000 changes a second. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--connections",
      defaultValue = "20000",
      description = "New connections by each data plane at each size. Default: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--jvm",
      split = " ",
      defaultValue =
          "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss512k -Xmx160m -Xms16m -Xmn16m"
              + " -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:-ShrinkHeapInSteps",
      description = "Options of the JVM of the proxy's process. Default: ${DEFAULT-VALUE}.")
  private List<String> jvm;

  @Parameters(
      arity = "0..*",
      description = "What to measure: ${COMPLETION-CANDIDATES}. Default: everything.")
  private Set<Part> parts = EnumSet.noneOf(Part.class);

  private enum Part {
    LOADS,
    CHANGES,
    STORM,
    SHAPES,
    CONNECTIONS,
    PROCESS
  }

  @Override
  public Integer call() throws Exception {
    for (Part part : parts.isEmpty() ? EnumSet.allOf(Part.class) : parts) {
      switch (part) {
        case LOADS -> loads();
        case CHANGES -> singleChanges();
        case STORM -> storm();
        case SHAPES -> shapes();
        case CONNECTIONS -> connections();
        case PROCESS -> process();
      }
      line("");
    }
    return 0;
  }

  private void loads() throws Exception {
    line(
        "Load of %,d Services with 5 endpoints each, from the proxy's start to the kernel",
        services);
    for (int load = 0; load <= loads; load++) {
      try (MeasuredProxy proxy = MeasuredProxy.start(new Cluster(services, 5))) {
        line(
            "  %-24s %6.2f s; of it, in the thread of the kernel: %.2f s",
            load == 0 ? "first in this JVM" : "again", proxy.loadSeconds(), proxy.writeSeconds());
        if (load == loads) {
          line("Memory with them: %s", proxy.memory());
        }
      }
    }
  }

  private void singleChanges() throws Exception {
    line("One change, from the EndpointSlice's event to the kernel, ms");
    line("  %-14s %8s %8s %8s %8s", "Services", "p50", "p90", "p99", "max");
    for (int size : new int[] {1, services / 10, services}) {
      try (MeasuredProxy proxy = MeasuredProxy.start(new Cluster(size, 5))) {
        new SingleChanges(proxy).measure(WARM_UP);
        show(String.format(Locale.ROOT, "%,d", size), new SingleChanges(proxy).measure(changes));
      }
    }
  }

  private void storm() throws Exception {
    try (MeasuredProxy proxy = MeasuredProxy.start(new Cluster(services, 5))) {
      ChangeStorm.Result result = new ChangeStorm(proxy).run(seconds);
      line(
          "1,000 changes a second for %d s at %,d Services: %,d made, %,d in the kernel"
              + " %.0f ms after the last; %.0f %% of a core",
          seconds,
          services,
          result.made(),
          result.written(),
          result.drainMillis(),
          result.cores() * 100);
      line("  %-14s %8s %8s %8s %8s", "delay, ms", "p50", "p90", "p99", "max");
      show("", result.delays());
    }
  }

  private void shapes() throws Exception {
    line("100,000 endpoints: load in s, then one change in ms");
    line("  %-14s %8s %8s %8s %8s %8s", "shape", "load", "p50", "p90", "p99", "max");
    for (Cluster shape :
        new Cluster[] {new Cluster(services / 10, 100), new Cluster(services * 2, 5)}) {
      try (MeasuredProxy proxy = MeasuredProxy.start(shape)) {
        new SingleChanges(proxy).measure(WARM_UP);
        Spread millis = new SingleChanges(proxy).measure(changes);
        line(
            "  %-14s %8.2f %8.2f %8.2f %8.2f %8.2f",
            String.format(Locale.ROOT, "%,d x %d", shape.services(), shape.endpoints()),
            proxy.loadSeconds(),
            millis.median(),
            millis.percentile(90),
            millis.percentile(99),
            millis.max());
      }
    }
  }

  private void connections() throws Exception {
    line(
        "New connections of one client, one after the other: a second, and microseconds until the"
            + " first packet is answered");
    new Connections(services, connections).measure().forEach(OUT::println);
  }

  /** With the options of the image. */
  private void process() throws Exception {
    Path home = Path.of(System.getProperty("kubevert.home"));
    try (ScratchDirectory directory = ScratchDirectory.create()) {
      ProxyProcess.Result result =
          ProxyProcess.measure(home, directory.path(), new Cluster(services, 5), jvm);
      line(
          "As a process of its own, beside an API server: %,d Services with 5 endpoints each in the"
              + " kernel %.1f s after its start, %d MB resident",
          services, result.readySeconds(), result.residentMegabytes());
    }
  }

  private static void show(String name, Spread millis) {
    line(
        "  %-14s %8.2f %8.2f %8.2f %8.2f",
        name, millis.median(), millis.percentile(90), millis.percentile(99), millis.max());
  }

  private static void line(String format, Object... values) {
    OUT.println(String.format(Locale.ROOT, format, values));
  }
}
