package io.kubevert.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ListOptions;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import io.vertx.core.dns.DnsClientOptions;
import java.time.Duration;
import java.util.List;

/** Whether a user would call the cluster ready: every node is, and names resolve on each. */
final class ReadyCheck {
  private static final int DNS_PORT = 53;
  private static final long DNS_TIMEOUT_MILLIS = 500;
  private static final String NAME = "kubernetes.default.svc.cluster.local";
  private static final Duration PAUSE = Duration.ofMillis(25);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final KubeClient client;
  private final Patience patience;

  ReadyCheck(Vertx vertx, KubeClient client) {
    this.client = client;
    this.patience = new Patience(vertx, PAUSE, LIMIT);
  }

  Future<Void> nodesAreReady(List<LocalNode> nodes) {
    return patience.until(
        () ->
            client
                .list(ResourceTypes.NODES, ListOptions.ALL)
                .compose(list -> allReady(nodes, list.items())));
  }

  /** Asks the cache on each node, which asks the cluster's DNS through its Service. */
  Future<Void> namesResolve(List<LocalNode> nodes) {
    return Future.join(
            nodes.stream()
                .map(node -> patience.until(() -> node.call(() -> lookUp(node))))
                .toList())
        .mapEmpty();
  }

  private static Future<Void> allReady(List<LocalNode> nodes, List<ObjectNode> objects) {
    List<String> ready =
        objects.stream()
            .filter(ReadyCheck::isReady)
            .map(node -> node.path("metadata").path("name").asText())
            .toList();
    List<String> missing =
        nodes.stream().map(LocalNode::name).filter(name -> !ready.contains(name)).toList();
    return missing.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture("not ready: " + String.join(", ", missing));
  }

  private static boolean isReady(ObjectNode node) {
    for (JsonNode condition : node.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private static Future<Void> lookUp(LocalNode node) {
    DnsClient dns =
        node.place()
            .vertx()
            .createDnsClient(
                new DnsClientOptions()
                    .setHost(Components.NODE_CACHE)
                    .setPort(DNS_PORT)
                    .setQueryTimeout(DNS_TIMEOUT_MILLIS));
    return dns.resolveA(NAME)
        .compose(
            addresses ->
                addresses.isEmpty()
                    ? Future.failedFuture(NAME + " has no address on " + node.name())
                    : Future.<Void>succeededFuture())
        .eventually(dns::close);
  }
}
