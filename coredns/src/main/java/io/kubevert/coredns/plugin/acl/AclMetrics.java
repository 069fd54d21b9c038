package io.kubevert.coredns.plugin.acl;

import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.Zones;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many questions met which fate.
 *
 * @param counters by action
 * @param zones of the server block
 */
record AclMetrics(Map<Acl.Action, Counter> counters, String server, Zones zones) {
  private static final String NO_VIEW = "";

  private record Counters(Map<Acl.Action, Counter> byAction) {
    static Counters of(PrometheusRegistry registry) {
      Map<Acl.Action, Counter> counters = new EnumMap<>(Acl.Action.class);
      counters.put(Acl.Action.ALLOW, counter(registry, "allowed", "server", "view"));
      counters.put(Acl.Action.BLOCK, counter(registry, "blocked", "server", "zone", "view"));
      counters.put(Acl.Action.FILTER, counter(registry, "filtered", "server", "zone", "view"));
      counters.put(Acl.Action.DROP, counter(registry, "dropped", "server", "zone", "view"));
      return new Counters(counters);
    }

    private static Counter counter(PrometheusRegistry registry, String what, String... labels) {
      return Counter.builder()
          .name("coredns_acl_" + what + "_requests_total")
          .help("Counter of DNS requests being " + what + ".")
          .labelNames(labels)
          .register(registry);
    }
  }

  static AclMetrics of(ServerContext context) {
    return new AclMetrics(
        context.shared().get(Counters.class, Counters::of).byAction(),
        context.server(),
        new Zones(context.zones()));
  }

  void count(Acl.Action action, Query query) {
    Counter counter = counters.get(action);
    if (action == Acl.Action.ALLOW) {
      counter.labelValues(server, NO_VIEW).inc();
    } else {
      String zone = zones.holding(query.name()).map(Object::toString).orElse("");
      counter.labelValues(server, zone, NO_VIEW).inc();
    }
  }
}
