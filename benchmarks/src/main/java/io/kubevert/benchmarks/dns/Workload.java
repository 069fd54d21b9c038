package io.kubevert.benchmarks.dns;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** What clients ask. */
enum Workload {
  SERVICES("A of 1,000 Services", random -> SyntheticCluster.name(random.nextInt(Workload.HOT))),
  HEADLESS("headless, 1,000 endpoints", random -> SyntheticCluster.HEADLESS),
  SEARCH("NXDOMAIN by search list", Workload::searched),
  MIXED("mixed", Workload::mixed),
  /** Asked of the caches. */
  CACHED("cache hits", random -> SyntheticCluster.name(random.nextInt(Workload.HOT)));

  private static final int HOT = 1_000;
  private static final int LINES = 50_000;
  private static final int SEED = 7;
  private static final String[] SEARCHES = {
    "ns-%d.svc.cluster.local.", "svc.cluster.local.", "cluster.local."
  };

  private final String title;
  private final Question question;

  /** Makes a name. */
  @FunctionalInterface
  private interface Question {
    String name(Random random);
  }

  Workload(String title, Question question) {
    this.title = title;
    this.question = question;
  }

  String title() {
    return title;
  }

  /** Writes questions in dnsperf's format. */
  Path write(Path directory) throws IOException {
    Path file = directory.resolve("questions." + name());
    Random random = new Random(SEED);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < LINES; i++) {
        out.write(question.name(random) + " A\n");
      }
    }
    return file;
  }

  private static String searched(Random random) {
    String external = "api-" + random.nextInt(HOT) + ".example.com.";
    String search = SEARCHES[random.nextInt(SEARCHES.length)];
    return external + search.formatted(random.nextInt(SyntheticCluster.NAMESPACES));
  }

  /** As a pod's resolver asks: most names are Services', a search list's misses are many. */
  private static String mixed(Random random) {
    int dice = random.nextInt(100);
    if (dice < 2) {
      return SyntheticCluster.HEADLESS;
    }
    return dice < 40 ? searched(random) : SyntheticCluster.name(random.nextInt(HOT));
  }
}
