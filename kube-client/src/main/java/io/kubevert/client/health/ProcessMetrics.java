package io.kubevert.client.health;

import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;

/** What a process uses, under the names that Prometheus' clients in every language have for it. */
final class ProcessMetrics {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;
  private static final double KIBIBYTE = 1024;
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMetrics() {}

  static PrometheusRegistry registry() {
    PrometheusRegistry registry = new PrometheusRegistry();
    UnixOperatingSystemMXBean system =
        (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    CounterWithCallback.builder()
        .name("process_cpu_seconds_total")
        .help("Time of the processors that the process used.")
        .callback(callback -> callback.call(system.getProcessCpuTime() / NANOS))
        .register(registry);
    gauge(
        registry,
        "process_start_time_seconds",
        "When the process began, in seconds since 1970.",
        () -> ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS);
    gauge(
        registry, "process_open_fds", "Open file descriptors.", system::getOpenFileDescriptorCount);
    gauge(
        registry,
        "process_max_fds",
        "File descriptors that may be open.",
        system::getMaxFileDescriptorCount);
    gauge(registry, "process_resident_memory_bytes", "Memory in use.", () -> memory("VmRSS:"));
    gauge(registry, "process_virtual_memory_bytes", "Memory reserved.", () -> memory("VmSize:"));
    return registry;
  }

  private static void gauge(
      PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  private static double memory(String line) {
    try {
      for (String status : Files.readAllLines(STATUS)) {
        if (status.startsWith(line)) {
          return Double.parseDouble(status.split("\\s+")[1]) * KIBIBYTE;
        }
      }
      return Double.NaN;
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
