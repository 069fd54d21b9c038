package io.kubevert.coredns.plugin.template;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/** What templates count. */
final class TemplateMetrics {
  private static final String NO_VIEW = "";

  private final Counter matches;
  private final Counter failures;

  TemplateMetrics(PrometheusRegistry registry) {
    matches = counter(registry, "matches", "Counter of template regex matches.");
    failures = counter(registry, "rr_failures", "Counter of mis-templated resource records.");
  }

  private static Counter counter(PrometheusRegistry registry, String what, String help) {
    return Counter.builder()
        .name("coredns_template_" + what + "_total")
        .help(help)
        .labelNames("server", "zone", "view", "class", "type")
        .register(registry);
  }

  void matched(String server, Match match) {
    count(matches, server, match);
  }

  void failed(String server, Match match) {
    count(failures, server, match);
  }

  private static void count(Counter counter, String server, Match match) {
    counter
        .labelValues(
            server,
            match.zone().toString(),
            NO_VIEW,
            DClass.string(match.query().dclass()),
            Type.string(match.query().type()))
        .inc();
  }
}
