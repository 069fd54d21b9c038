package io.kubevert.benchmarks.api;

import io.kubevert.benchmarks.ScratchDirectory;
import io.kubevert.benchmarks.Spread;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes, reads, lists and watches ConfigMaps of 300 bytes. */
@Command(
    name = "api",
    mixinStandardHelpOptions = true,
    description = "Creates, gets, lists and watch events of the API server over TLS.")
public final class ApiBenchmark implements Callable<Integer> {
  private static final PrintStream OUT = System.out;
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String WATCHED = "/api/v1/namespaces/kube-public/configmaps";
  private static final int LISTS = 5;
  private static final int FIRST_LIST = 10_000;
  private static final int TRAINING = 3_000;

  @Option(
      names = "--objects",
      defaultValue = "40000",
      description = "ConfigMaps to create. Default: ${DEFAULT-VALUE}.")
  private int objects;

  @Option(
      names = "--gets",
      defaultValue = "200000",
      description = "ConfigMaps to get. Default: ${DEFAULT-VALUE}.")
  private int gets;

  @Option(
      names = "--connections",
      defaultValue = "32",
      description = "TLS connections that ask. Default: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--watchers",
      defaultValue = "1000",
      description = "TLS connections that watch. Default: ${DEFAULT-VALUE}.")
  private int watchers;

  @Option(
      names = "--events",
      defaultValue = "2000",
      description = "Events that each of them sees. Default: ${DEFAULT-VALUE}.")
  private int events;

  @Option(
      names = "--jvm",
      split = " ",
      defaultValue =
          "-XX:+UseSerialGC -Xss512k -Xms48m -Xmn10m -Xmx160m -XX:MinHeapFreeRatio=10"
              + " -XX:MaxHeapFreeRatio=20 -XX:TrimNativeHeapInterval=5000"
              + " -XX:+UseCompactObjectHeaders -XX:+UnlockDiagnosticVMOptions"
              + " -XX:ArchiveRelocationMode=0",
      description = "Options of the server's JVM. Default: ${DEFAULT-VALUE}.")
  private List<String> jvm;

  @Override
  public Integer call() throws Exception {
    Path home = Path.of(System.getProperty("kubevert.home"));
    try (ScratchDirectory scratch = ScratchDirectory.create()) {
      Path directory = scratch.path();
      keepClasses(home, directory);
      List<String> options = new ArrayList<>(jvm);
      options.add("-XX:AOTCache=" + cache(directory));
      try (ApiServerProcess server = ApiServerProcess.start(home, directory, options)) {
        line("%-34s %10.2f s", "ready after its start", server.readySeconds());
        memory("memory then", server);
        measure(server, directory);
      }
      return 0;
    }
  }

  /** A first start makes the credentials, and a cache of the classes, as an image has it. */
  private void keepClasses(Path home, Path directory) throws Exception {
    List<String> options = new ArrayList<>(jvm);
    options.add("-XX:AOTCacheOutput=" + cache(directory));
    try (ApiServerProcess server = ApiServerProcess.start(home, directory, options)) {
      Wrk wrk = new Wrk(server, directory, 1);
      wrk.creates(MAPS, 0, TRAINING);
      wrk.gets(MAPS, TRAINING, TRAINING);
    }
    new ScratchDirectory(directory.resolve("data")).close();
  }

  private static Path cache(Path directory) {
    return directory.resolve("classes.aot");
  }

  private void measure(ApiServerProcess server, Path directory) throws Exception {
    Wrk wrk = new Wrk(server, directory, connections);
    int first = Math.min(FIRST_LIST, objects);
    OUT.println();
    line(
        "%-34s %12s %8s %8s %8s %8s %12s",
        "", "per second", "p50 ms", "p90", "p99", "max", "server's µs");
    show("creates", wrk.creates(MAPS, 0, first));
    lists(server, first);
    if (objects > first) {
      show("creates of the others", wrk.creates(MAPS, first, objects - first));
      lists(server, objects);
    }
    show("gets", wrk.gets(MAPS, objects, gets));
    memory("memory with " + objects + " ConfigMaps", server);
    watch(server, wrk);
    memory("memory with " + watchers + " watchers", server);
    show("creates then", wrk.creates(MAPS, objects, first));
  }

  private static void lists(ApiServerProcess server, int count) throws Exception {
    Spread millis =
        new Load(server, 1).run(LISTS, 200, (connection, number) -> connection.get(MAPS)).millis();
    line(
        "%-34s %12s %8.2f %8.2f %8.2f %8.2f",
        "lists of " + count,
        "",
        millis.median(),
        millis.percentile(90),
        millis.percentile(99),
        millis.max());
  }

  private void watch(ApiServerProcess server, Wrk wrk) throws Exception {
    try (WatchFanOut fanOut =
        new WatchFanOut(server, WATCHED + "?watch=true&resourceVersion=0", watchers, events + 1)) {
      long begin = System.nanoTime();
      Wrk.Result creates = wrk.creates(WATCHED, 0, events);
      fanOut.await();
      double seconds = (System.nanoTime() - begin) / 1e9;
      show("creates with " + watchers + " watchers", creates);
      line("%-34s %12.0f", "events delivered", watchers * (double) events / seconds);
    }
  }

  private static void show(String name, Wrk.Result result) {
    line(
        "%-34s %12.0f %8.2f %8.2f %8.2f %8.2f %12.1f",
        name,
        result.perSecond(),
        result.median(),
        result.p90(),
        result.p99(),
        result.max(),
        result.microseconds());
  }

  private static void memory(String when, ApiServerProcess server) throws IOException {
    line("%-34s %10d MB (peak %d MB)", when, server.residentMegabytes(), server.peakMegabytes());
  }

  private static void line(String format, Object... values) {
    OUT.println(String.format(Locale.ROOT, format, values));
  }
}
