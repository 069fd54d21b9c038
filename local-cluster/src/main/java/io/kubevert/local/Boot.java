package io.kubevert.local;

import io.kubevert.client.bus.BusOptions;
import io.kubevert.client.bus.ClusteredBus;
import io.kubevert.local.network.ClusterNetwork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The start of a cluster, from nothing to names that resolve. */
final class Boot {
  private final LocalClusterConfig config;
  private final Steps steps;
  private final Vertx host;
  private final List<LocalNode> nodes = new ArrayList<>();
  private Future<Vertx> bus;
  private Future<Credentials> credentials;

  Boot(LocalClusterConfig config, BootListener listener, Vertx host) {
    this.config = config;
    this.steps = new Steps(listener);
    this.host = host;
  }

  /** What is there already is stopped again when a later step fails. */
  Future<LocalCluster> run() {
    bus =
        steps.timed(
            "event bus", () -> ClusteredBus.start(BusOptions.singleProcess(), new VertxOptions()));
    credentials =
        steps.timed(
            "certificates", () -> host.executeBlocking(() -> Credentials.ensure(config), false));
    Future<Void> network = steps.timed("nodes' network", this::network);
    Future<LocalCluster> booted =
        Future.join(bus, credentials, network)
            .compose(ready -> components())
            .compose(ready -> ready())
            .map(done -> new LocalCluster(config, host, bus.result(), nodes));
    return Detached.from(booted)
        .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
  }

  private Future<Void> network() {
    return new ClusterNetwork(config.network(), host)
        .create()
        .compose(created -> host.executeBlocking(this::openNodes, false));
  }

  private Void openNodes() throws IOException, InterruptedException {
    for (String name : config.network().nodes()) {
      nodes.add(LocalNode.open(config.network(), name));
    }
    return null;
  }

  private Future<Void> components() {
    Components components = new Components(config, credentials.result(), bus.result());
    return steps
        .timed("API server", () -> components.deployApiServer(nodes.getFirst()))
        .compose(
            serving ->
                steps.timed(
                    "controllers, DNS and node services", () -> components.deployOthers(nodes)));
  }

  private Future<Void> ready() {
    ReadyCheck check =
        new ReadyCheck(
            host,
            credentials.result().of("admin", bus.result()).clientFor(host.getOrCreateContext()));
    return steps
        .timed("nodes ready", () -> check.nodesAreReady(nodes))
        .compose(ready -> steps.timed("DNS answers", () -> check.namesResolve(nodes)));
  }

  private Future<Void> stop() {
    return LocalCluster.stop(host, bus.result(), nodes);
  }
}
