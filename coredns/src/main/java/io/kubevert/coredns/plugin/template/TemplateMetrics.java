package io.kubevert.coredns.plugin.template;

import io.kubevert.coredns.message.Query;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/** What templates count. */
final class TemplateMetrics {
  private static final String NO_VIEW = "";

  private final Counter matches;
  private final Counter unfilled;
  private final Counter unread;

  TemplateMetrics(PrometheusRegistry registry) {
    matches =
        counter("matches", "Counter of template regex matches.")
            .labelNames("server", "zone", "view", "class", "type")
            .register(registry);
    unfilled =
        failures(registry, "template_failures", "Counter of templates that could not be filled.");
    unread = failures(registry, "rr_failures", "Counter of mis-templated resource records.");
  }

  private static Counter failures(PrometheusRegistry registry, String what, String help) {
    return counter(what, help)
        .labelNames("server", "zone", "view", "class", "type", "section", "template")
        .register(registry);
  }

  private static Counter.Builder counter(String what, String help) {
    return Counter.builder().name("coredns_template_" + what + "_total").help(help);
  }

  void matched(String server, Match match) {
    matches
        .labelValues(
            server, match.zone().toString(), NO_VIEW, dclass(match.query()), type(match.query()))
        .inc();
  }

  /** A value in a template could not be made. */
  void unfilled(String server, Match match, String section, String template) {
    failed(unfilled, server, match, section, template);
  }

  /** What a template made is no record. */
  void unread(String server, Match match, String section, String template) {
    failed(unread, server, match, section, template);
  }

  private static void failed(
      Counter counter, String server, Match match, String section, String template) {
    counter
        .labelValues(
            server,
            match.zone().toString(),
            NO_VIEW,
            dclass(match.query()),
            type(match.query()),
            section,
            template)
        .inc();
  }

  private static String dclass(Query query) {
    return DClass.string(query.dclass());
  }

  private static String type(Query query) {
    return Type.string(query.type());
  }
}
