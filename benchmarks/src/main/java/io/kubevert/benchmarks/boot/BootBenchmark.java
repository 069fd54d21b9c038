package io.kubevert.benchmarks.boot;

import io.kubevert.benchmarks.Processes;
import io.kubevert.benchmarks.Spread;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts a cluster of its own again and again, each time from nothing, and on the last one some
 * pods.
 *
 * <p>The first start after a build has no cache of classes, so it is shown by itself.
 */
@Command(
    name = "boot",
    mixinStandardHelpOptions = true,
    description = "Time to a ready cluster, its memory, and time to a running pod.")
public final class BootBenchmark implements Callable<Integer> {
  private static final PrintStream OUT = System.out;

  @Option(
      names = "--runs",
      defaultValue = "5",
      description = "Starts to measure. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--pods",
      defaultValue = "50",
      description = "Pods to start, one after the other. Default: ${DEFAULT-VALUE}.")
  private int pods;

  @Override
  public Integer call() throws Exception {
    ScriptCluster cluster = new ScriptCluster(Path.of(System.getProperty("kubevert.home")));
    try {
      measure(cluster);
      return 0;
    } finally {
      cluster.down();
    }
  }

  private void measure(ScriptCluster cluster) throws Exception {
    heading();
    show("first", fresh(cluster));
    List<Start> starts = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      starts.add(fresh(cluster));
      show(Integer.toString(run), starts.getLast());
    }
    summary(starts);
    memory("without pods", cluster.memory());
    show(new PodStarts(cluster).measure(pods));
    memory("with " + pods + " pods", cluster.memory());
  }

  private static Start fresh(ScriptCluster cluster) throws Exception {
    cluster.down();
    return cluster.up();
  }

  private static void heading() {
    OUT.println("From built to four nodes Ready and names resolving on each");
    line("%-8s %12s %12s %14s %14s", "start", "ready s", "API s", "CPU seconds", "load average");
  }

  private static void show(String name, Start start) {
    line(
        "%-8s %12.2f %12.2f %14.2f %14.2f",
        name, start.readySeconds(), start.apiSeconds(), start.cpuSeconds(), start.loadAverage());
  }

  private static void summary(List<Start> starts) {
    OUT.println();
    line("%-44s %8s %8s %8s", "", "min", "median", "max");
    spread("cluster ready, s", starts, Start::readySeconds);
    spread("API ready, s", starts, Start::apiSeconds);
    spread("CPU seconds, user and system", starts, Start::cpuSeconds);
    for (String step : starts.getFirst().stepSeconds().keySet()) {
      spread("  " + step + ", s", starts, start -> start.stepSeconds().getOrDefault(step, 0.0));
    }
    OUT.println();
  }

  private static void spread(String name, List<Start> starts, ToDoubleFunction<Start> figure) {
    Spread spread = new Spread(starts.stream().mapToDouble(figure).boxed().toList());
    line("%-44s %8.2f %8.2f %8.2f", name, spread.min(), spread.median(), spread.max());
  }

  private static void memory(String when, Processes.Memory memory) {
    line(
        "Memory %s: %d MB resident; of it JVM %d MB, %d other processes %d MB",
        when,
        memory.jvmMegabytes() + memory.otherMegabytes(),
        memory.jvmMegabytes(),
        memory.others(),
        memory.otherMegabytes());
  }

  private static void show(Spread millis) {
    line(
        "Pod created to Running, ms: min %.0f, p50 %.0f, p90 %.0f, p99 %.0f, max %.0f"
            + " (load average %.2f)",
        millis.min(),
        millis.median(),
        millis.percentile(90),
        millis.percentile(99),
        millis.max(),
        Processes.loadAverage());
  }

  private static void line(String format, Object... values) {
    OUT.println(String.format(Locale.ROOT, format, values));
  }
}
