package io.kubevert.benchmarks.proxy;

import io.kubevert.benchmarks.Spread;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything about kube-proxy that the README has figures of, in one run. */
@Command(
    name = "proxy",
    mixinStandardHelpOptions = true,
    description = "Service rules: load, memory, single changes, and a thousand a second.")
public final class ProxyBenchmark implements Callable<Integer> {
  private static final PrintStream OUT = System.out;

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

  @Override
  public Integer call() throws Exception {
    loads();
    singleChanges();
    storm();
    shapes();
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
    line("");
  }

  private void singleChanges() throws Exception {
    line("One change, from the EndpointSlice's event to the kernel, ms");
    line("  %-14s %8s %8s %8s %8s", "Services", "p50", "p90", "p99", "max");
    for (int size : new int[] {1, services / 10, services}) {
      try (MeasuredProxy proxy = MeasuredProxy.start(new Cluster(size, 5))) {
        new SingleChanges(proxy).measure(changes);
        show(String.format(Locale.ROOT, "%,d", size), new SingleChanges(proxy).measure(changes));
      }
    }
    line("");
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
    line("");
  }

  private void shapes() throws Exception {
    line("100,000 endpoints: load in s, then one change in ms");
    line("  %-14s %8s %8s %8s %8s %8s", "shape", "load", "p50", "p90", "p99", "max");
    for (Cluster shape :
        new Cluster[] {new Cluster(services / 10, 100), new Cluster(services * 2, 5)}) {
      try (MeasuredProxy proxy = MeasuredProxy.start(shape)) {
        new SingleChanges(proxy).measure(changes);
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
    line("");
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
