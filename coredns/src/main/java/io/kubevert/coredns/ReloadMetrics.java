package io.kubevert.coredns;

import io.kubevert.coredns.corefile.ServerBlock;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Which Corefile is in force, and how often one could not be. */
final class ReloadMetrics {
  private final Counter failures;
  private final Info version;

  ReloadMetrics(PrometheusRegistry registry) {
    failures =
        Counter.builder()
            .name("coredns_reload_failed_total")
            .help("Counter of the number of failed reload attempts.")
            .register(registry);
    version =
        Info.builder()
            .name("coredns_reload_version_info")
            .help("A metric with a constant '1' value labeled by hash, and value.")
            .labelNames("hash", "value")
            .register(registry);
  }

  void failed() {
    failures.inc();
  }

  void inForce(List<ServerBlock> blocks) {
    version.setLabelValues("sha512", hash(blocks));
  }

  private static String hash(List<ServerBlock> blocks) {
    try {
      byte[] text = blocks.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-512", e);
    }
  }
}
