package io.kubevert.coredns.nodecache;

import io.kubevert.client.KubeClient;
import io.kubevert.client.process.Command;
import io.kubevert.client.request.ListOptions;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules by which questions reach the cluster's DNS servers while no cache runs here: they stay
 * when this process ends, and translate the packets that no {@link Claim} keeps untracked. The
 * addresses are looked up each time, and kept while the API server is away.
 */
final class FallThrough {
  private static final Logger LOG = LoggerFactory.getLogger(FallThrough.class);

  private final Vertx vertx;
  private final KubeClient client;
  private final NodeInterfaceOptions options;
  private ClusterDnsAddresses servers = ClusterDnsAddresses.NONE;
  private ClusterDnsAddresses installed = ClusterDnsAddresses.NONE;

  FallThrough(Vertx vertx, KubeClient client, NodeInterfaceOptions options) {
    this.vertx = vertx;
    this.client = client;
    this.options = options;
  }

  /** Installs what has changed, or is gone. */
  Future<Void> refresh() {
    return lookUp().compose(done -> isInForce()).compose(right -> right ? done() : install());
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }

  private Future<Void> lookUp() {
    ObjectKey service = options.clusterDns();
    return client
        .list(
            ResourceTypes.ENDPOINT_SLICES,
            ListOptions.inNamespace(service.namespace())
                .withLabels("kubernetes.io/service-name=" + service.name()))
        .map(list -> ClusterDnsAddresses.of(list.items(), service.name()))
        .onSuccess(found -> servers = found.isEmpty() ? servers : found)
        .onFailure(
            failure ->
                LOG.atDebug()
                    .addKeyValue("service", service)
                    .addKeyValue("cause", failure.getMessage())
                    .log("the cluster's DNS servers cannot be looked up; the last known stay"))
        .otherwiseEmpty()
        .mapEmpty();
  }

  private Future<Boolean> isInForce() {
    if (servers.isEmpty()) {
      return Future.succeededFuture(true);
    }
    if (!servers.equals(installed)) {
      return Future.succeededFuture(false);
    }
    return Command.of("nft", "list", "table", "inet", NodeRules.TABLE)
        .run(vertx)
        .map(listed -> listed.exitCode() == 0 && listed.output().contains("dnat"));
  }

  private Future<Void> install() {
    ClusterDnsAddresses now = servers;
    return Command.of("nft", "-f", "-")
        .reading(NodeRules.fallThrough(options, now))
        .succeed(vertx)
        .onSuccess(
            done -> {
              installed = now;
              LOG.atInfo()
                  .addKeyValue("servers", now.udp())
                  .log("questions go there while no cache runs here");
            })
        .mapEmpty();
  }
}
