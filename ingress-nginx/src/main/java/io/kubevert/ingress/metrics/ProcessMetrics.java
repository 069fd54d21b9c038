package io.kubevert.ingress.metrics;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What ingress-nginx tells of its nginx, told of this process. */
final class ProcessMetrics {
  private static final double NANOS = 1e9;
  private static final int RESIDENT = 1;
  private static final long PAGE_BYTES = 4096;
  private static final Path MEMORY = Path.of("/proc/self/statm");

  private ProcessMetrics() {}

  static void register(MetricFactory metrics) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    metrics.observed("nginx_process_num_procs", "Processes", () -> 1);
    metrics.observed(
        "nginx_process_oldest_start_time_seconds",
        "When the process began",
        () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
    metrics.total(
        "nginx_process_cpu_seconds",
        "Time of the processors",
        () -> system.getProcessCpuTime() / NANOS);
    metrics.observed("nginx_process_resident_memory_bytes", "Memory in use", () -> pages(RESIDENT));
    metrics.observed("nginx_process_virtual_memory_bytes", "Memory reserved", () -> pages(0));
  }

  private static double pages(int column) {
    try {
      return Double.parseDouble(Files.readString(MEMORY).split(" ")[column]) * PAGE_BYTES;
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
