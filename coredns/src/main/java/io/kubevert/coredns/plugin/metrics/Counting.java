package io.kubevert.coredns.plugin.metrics;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.MessageObserver;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.Zones;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/** Counts what passes. */
final class Counting implements Plugin, MessageObserver {
  private final ServerMetrics metrics;
  private final String server;
  private final Zones zones;
  private final Map<Name, ServerMetrics.ZoneSeries> series;
  private final ServerMetrics.ZoneSeries dropped;

  Counting(ServerMetrics metrics, String server, List<Name> zones) {
    this.metrics = metrics;
    this.server = server;
    this.zones = new Zones(zones);
    this.series =
        zones.stream()
            .distinct()
            .collect(
                Collectors.toMap(Function.identity(), zone -> metrics.of(server, zone.toString())));
    this.dropped = metrics.of(server, "dropped");
  }

  @Override
  public Handler before(Handler next) {
    return query -> {
      ServerMetrics.ZoneSeries counted = series(query);
      long started = System.nanoTime();
      counted.asked(query);
      return next.handle(query)
          .onSuccess(answer -> counted.answered(answer, System.nanoTime() - started));
    };
  }

  private ServerMetrics.ZoneSeries series(Query query) {
    return zones.holding(query.name()).map(series::get).orElse(dropped);
  }

  @Override
  public void sent(Query query, int octets) {
    series(query).sent(query, octets);
  }

  @Override
  public void unserved(Query query) {
    dropped.asked(query);
    dropped.answered(Answer.ofCode(Rcode.REFUSED, ""), 0);
  }

  @Override
  public void panicked() {
    metrics.panicked();
  }

  @Override
  public void respondedOverHttps(int status) {
    metrics.respondedOverHttps(server, status);
  }
}
