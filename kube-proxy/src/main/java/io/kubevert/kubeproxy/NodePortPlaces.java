package io.kubevert.kubeproxy;

import io.kubevert.kubeproxy.healthcheck.HealthCheckServers;
import io.vertx.core.Future;
import java.util.List;

/** The node's addresses at which node ports and health checks answer, as its links have them. */
final class NodePortPlaces {
  private final KubeProxyConfig config;
  private final TableThread tables;
  private final HealthCheckServers healthChecks;
  private List<String> addresses = List.of();

  NodePortPlaces(KubeProxyConfig config, TableThread tables, HealthCheckServers healthChecks) {
    this.config = config;
    this.tables = tables;
    this.healthChecks = healthChecks;
  }

  List<String> addresses() {
    return addresses;
  }

  /**
   * Reads which addresses there are now, and answers there.
   *
   * @return whether that changed
   */
  Future<Boolean> follow() {
    return tables
        .linkAddresses()
        .map(links -> config.nodePortAddresses().select(config.nodeIps(), links))
        .compose(this::answerAt);
  }

  private Future<Boolean> answerAt(List<String> wanted) {
    if (wanted.equals(addresses)) {
      return Future.succeededFuture(false);
    }
    addresses = wanted;
    healthChecks.listenAt(wanted);
    return tables.run(opened -> opened.answerNodePortsAt(wanted)).map(true);
  }
}
