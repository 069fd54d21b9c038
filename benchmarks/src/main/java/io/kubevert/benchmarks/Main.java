package io.kubevert.benchmarks;

import io.kubevert.benchmarks.api.ApiBenchmark;
import io.kubevert.benchmarks.boot.BootBenchmark;
import io.kubevert.benchmarks.dns.DnsBenchmark;
import io.kubevert.benchmarks.ingress.IngressBenchmark;
import io.kubevert.benchmarks.proxy.ProxyBenchmark;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs the benchmark that its first argument names. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures what the README claims.",
    subcommands = {
      ApiBenchmark.class,
      BootBenchmark.class,
      DnsBenchmark.class,
      IngressBenchmark.class,
      ProxyBenchmark.class
    })
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }
}
