package io.kubevert.benchmarks.ingress;

import io.kubevert.benchmarks.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How long it takes to refuse an Ingress that has a fault, while there are thousands of others. */
final class Admission {
  private static final List<String> FAULTS = List.of("path", "expression", "value");
  private static final int TIMES = 20;

  private Admission() {}

  /** Milliseconds until the reason is known; the controller has its Ingresses already. */
  static Spread kubevert(Proxy proxy) throws IOException {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      for (String fault : FAULTS) {
        long began = System.nanoTime();
        Proxies.command(proxy, "refuse " + fault);
        millis.add((System.nanoTime() - began) / 1e6);
      }
    }
    return new Spread(millis);
  }
}
