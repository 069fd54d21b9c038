package io.kubevert.benchmarks.proxy;

import io.kubevert.benchmarks.Spread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * New connections to Services drawn at random, by each data plane and at each size. These take
 * turns, so that what else the machine does meets all alike.
 */
final class Connections {
  private static final int TURNS = 10;
  private static final int ENDPOINTS = 5;

  private final int largest;
  private final int connections;
  private final List<String> report = new ArrayList<>();
  private final Map<Case, Result> results = new LinkedHashMap<>();

  private record Case(Dataplane dataplane, Cluster cluster, Testbed testbed) {
    InetSocketAddress draw(Random random) {
      int service = random.nextInt(cluster.services());
      return dataplane.destination(cluster, service, random.nextInt(cluster.endpoints()));
    }
  }

  /** What the client saw. */
  private static final class Result {
    private final List<Double> micros = new ArrayList<>();
    private long nanos;

    double perSecond() {
      return micros.size() * 1e9 / nanos;
    }
  }

  /**
   * @param largest number of Services
   * @param connections of each data plane at each size
   */
  Connections(int largest, int connections) {
    this.largest = largest;
    this.connections = connections;
  }

  /** The lines to print. */
  List<String> measure() throws InterruptedException {
    try {
      for (Dataplane dataplane : Dataplane.values()) {
        prepare(dataplane);
      }
      for (int turn = 0; turn <= TURNS; turn++) {
        boolean counts = turn > 0;
        results.forEach((each, result) -> take(each, result, counts));
      }
      table();
      return report;
    } finally {
      results.keySet().forEach(each -> each.testbed().close());
    }
  }

  private void prepare(Dataplane dataplane) throws InterruptedException {
    for (int services : new int[] {1, largest / 10, largest}) {
      Testbed testbed = new Testbed(dataplane.name().toLowerCase(Locale.ROOT) + services);
      try {
        Cluster cluster = new Cluster(services, ENDPOINTS);
        dataplane.program(testbed, cluster);
        results.put(new Case(dataplane, cluster, testbed), new Result());
      } catch (IOException | AssertionError e) {
        testbed.close();
        report.add(dataplane + " is not on this machine: " + e.getMessage().strip());
        return;
      }
    }
  }

  /** The first turn warms up and does not count. */
  private void take(Case each, Result result, boolean counts) {
    each.testbed()
        .client()
        .call(
            () -> {
              Random random = new Random(connections);
              long begin = System.nanoTime();
              for (int connection = 0; connection < connections / TURNS; connection++) {
                double micros = connect(each.draw(random));
                if (counts) {
                  result.micros.add(micros);
                }
              }
              result.nanos += counts ? System.nanoTime() - begin : 0;
              return null;
            });
  }

  /**
   * @return microseconds until the first packet was answered
   */
  private static double connect(InetSocketAddress to) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoLinger(true, 0);
      long begin = System.nanoTime();
      socket.connect(to);
      return (System.nanoTime() - begin) / 1e3;
    }
  }

  private void table() {
    report.add(row("  %-10s %10s %8s %8s %8s %8s", "", "Services", "per s", "p50", "p90", "p99"));
    results.forEach(
        (each, result) -> {
          Spread micros = new Spread(result.micros);
          report.add(
              row(
                  "  %-10s %,10d %8.0f %8.1f %8.1f %8.1f",
                  each.dataplane().name().toLowerCase(Locale.ROOT),
                  each.cluster().services(),
                  result.perSecond(),
                  micros.median(),
                  micros.percentile(90),
                  micros.percentile(99)));
        });
  }

  private static String row(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
