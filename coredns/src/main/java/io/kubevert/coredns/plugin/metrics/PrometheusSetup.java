package io.kubevert.coredns.plugin.metrics;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.util.List;

/** Reads {@code prometheus [ADDRESS]}. */
public final class PrometheusSetup {
  private static final int DEFAULT_PORT = 9153;

  private PrometheusSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    Directive directive = directives.getFirst().arguments(0, 1);
    directive.block().forEach(property -> refuse(directive, property));
    context
        .block()
        .page(
            HostAndPort.ofPage(directive, context.site().pageHost(), DEFAULT_PORT),
            MetricsPage.PATH,
            new MetricsPage(context.shared().registry()));
    ServerMetrics metrics = context.shared().get(ServerMetrics.class, ServerMetrics::new);
    Counting counting = new Counting(metrics, context.server(), context.zones());
    context.block().offer(counting);
    return counting;
  }

  private static void refuse(Directive directive, Directive property) {
    throw switch (property.word()) {
      case "tls" ->
          property.name().fault("metrics are shown over plain HTTP; bind the page to 127.0.0.1");
      case "runtime_metrics" -> property.name().fault("Go's runtime is not here");
      default -> directive.unknownProperty(property);
    };
  }
}
