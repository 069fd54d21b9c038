package io.kubevert.kubeproxy.conntrack;

import io.kubevert.client.process.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes flows to Services that are answered by nobody's endpoint, by conntrack(8). */
public final class StaleFlows {
  private static final Logger LOG = LoggerFactory.getLogger(StaleFlows.class);

  private final Vertx vertx;

  public StaleFlows(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Compares the kernel's flows with what is programmed.
   *
   * @param endpoints every destination of a Service, with those that may answer; none if the
   *     Service has no endpoints
   * @return how many flows were removed
   */
  public Future<Integer> remove(Map<Destination, Set<Peer>> endpoints) {
    return Future.join(dump("ipv4", "udp"), dump("ipv6", "udp"), dump("ipv4", "sctp"))
        .map(dumps -> dumps.<List<Flow>>list().stream().flatMap(List::stream).toList())
        .map(flows -> flows.stream().filter(flow -> isStale(flow, endpoints)).toList())
        .compose(this::removeAll);
  }

  static boolean isStale(Flow flow, Map<Destination, Set<Peer>> endpoints) {
    Set<Peer> current = endpoints.get(new Destination(flow.protocol(), flow.to()));
    return current != null && !current.contains(flow.answeredBy());
  }

  private Future<List<Flow>> dump(String family, String protocol) {
    return Command.of("conntrack", "--dump", "--family", family, "--proto", protocol)
        .succeed(vertx)
        .map(output -> output.lines().map(Flow::parse).flatMap(Optional::stream).toList());
  }

  private Future<Integer> removeAll(List<Flow> stale) {
    Future<Integer> removed = Future.succeededFuture(0);
    for (Flow flow : stale) {
      removed = removed.compose(count -> remove(flow).map(count + 1));
    }
    return removed;
  }

  private Future<Void> remove(Flow flow) {
    LOG.atInfo()
        .addKeyValue("client", flow.from())
        .addKeyValue("service", flow.to())
        .addKeyValue("endpoint", flow.answeredBy())
        .log("removing a flow to an endpoint that is gone");
    return Command.of(
            "conntrack",
            "--delete",
            "--proto",
            flow.protocol(),
            "--orig-src",
            flow.from().address(),
            "--orig-dst",
            flow.to().address(),
            "--sport",
            Integer.toString(flow.from().port()),
            "--dport",
            Integer.toString(flow.to().port()))
        .run(vertx)
        .mapEmpty();
  }
}
