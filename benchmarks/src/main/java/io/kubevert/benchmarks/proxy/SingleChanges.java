package io.kubevert.benchmarks.proxy;

import io.kubevert.benchmarks.Spread;
import java.util.ArrayList;
import java.util.List;

/** Changes that come alone: a Service gets an endpoint, or a different one. */
final class SingleChanges {
  private static final int STRIDE = 7;
  private static int marks;

  private final MeasuredProxy proxy;

  SingleChanges(MeasuredProxy proxy) {
    this.proxy = proxy;
  }

  /**
   * @return milliseconds
   */
  Spread measure(int count) throws InterruptedException {
    Cluster cluster = proxy.cluster();
    List<Double> millis = new ArrayList<>();
    for (int change = 0; change < count; change++) {
      int service = change * STRIDE % cluster.services();
      String address = Cluster.mark(++marks);
      var slice =
          change % 2 == 0 ? cluster.longerSlice(service, address) : cluster.slice(service, address);
      long begin = System.nanoTime();
      proxy.put(slice);
      millis.add((proxy.log().await(address) - begin) / 1e6);
    }
    return new Spread(millis);
  }
}
