package io.kubevert.coredns.plugin.metrics;

import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.Zones;
import java.util.List;
import org.xbill.DNS.Name;

/** Counts what passes. */
final class Counting implements Plugin {
  private final ServerMetrics metrics;
  private final String server;
  private final Zones zones;

  Counting(ServerMetrics metrics, String server, List<Name> zones) {
    this.metrics = metrics;
    this.server = server;
    this.zones = new Zones(zones);
  }

  @Override
  public Handler before(Handler next) {
    return query -> {
      String zone = zones.holding(query.name()).map(Name::toString).orElse("dropped");
      long started = System.nanoTime();
      metrics.asked(server, zone, query);
      return next.handle(query)
          .onSuccess(answer -> metrics.answered(server, zone, answer, System.nanoTime() - started));
    };
  }
}
