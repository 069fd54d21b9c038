package io.kubevert.benchmarks.ingress;

import io.kubevert.benchmarks.Processes;
import java.io.IOException;

/**
 * One of those that are compared.
 *
 * @param process it, or the parent of its workers
 */
record Proxy(String name, int http, int https, Process process) {

  /** What it, and its workers, have used so far. */
  double cpuSeconds() throws IOException {
    double sum = Processes.cpuSeconds(process.pid());
    for (ProcessHandle child : process.descendants().toList()) {
      sum += Processes.cpuSeconds(child.pid());
    }
    return sum;
  }

  long residentKilobytes() throws IOException {
    long sum = Processes.residentKilobytes(process.pid());
    for (ProcessHandle child : process.descendants().toList()) {
      sum += Processes.residentKilobytes(child.pid());
    }
    return sum;
  }
}
