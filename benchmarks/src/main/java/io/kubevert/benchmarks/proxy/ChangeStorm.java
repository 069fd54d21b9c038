package io.kubevert.benchmarks.proxy;

import io.kubevert.benchmarks.Spread;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A thousand changes a second, each of another Service than those before. */
final class ChangeStorm {
  private static final int PER_SECOND = 1_000;
  private static final long NANOS = 1_000_000_000L;
  private static final int FIRST_MARK = 1 << 20;

  private final MeasuredProxy proxy;

  /**
   * What came of it.
   *
   * @param drainMillis how long after the last change everything was in the kernel
   * @param delays from each event to the kernel, in milliseconds
   * @param cores how much processor time this process took for each second, the control plane's
   *     share included
   */
  record Result(int made, int written, double drainMillis, Spread delays, double cores) {}

  ChangeStorm(MeasuredProxy proxy) {
    this.proxy = proxy;
  }

  Result run(int seconds) throws InterruptedException {
    int changes = seconds * PER_SECOND;
    List<Long> times = new ArrayList<>();
    long processor = processorNanos();
    long begin = System.nanoTime();
    for (int change = 0; change < changes; change++) {
      long due = begin + change * (NANOS / PER_SECOND);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      int service = change % proxy.cluster().services();
      times.add(System.nanoTime());
      proxy.put(proxy.cluster().slice(service, Cluster.mark(FIRST_MARK + change)));
    }
    long last = System.nanoTime();
    long written = proxy.log().await(Cluster.mark(FIRST_MARK + changes - 1));
    double cores = (double) (processorNanos() - processor) / (System.nanoTime() - begin);
    return result(times, (written - last) / 1e6, cores);
  }

  private Result result(List<Long> times, double drainMillis, double cores) {
    var written = proxy.log().written();
    List<Double> delays = new ArrayList<>();
    for (int change = 0; change < times.size(); change++) {
      Long arrived = written.get(Cluster.mark(FIRST_MARK + change));
      if (arrived != null) {
        delays.add((arrived - times.get(change)) / 1e6);
      }
    }
    return new Result(times.size(), delays.size(), drainMillis, new Spread(delays), cores);
  }

  private static long processorNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }
}
