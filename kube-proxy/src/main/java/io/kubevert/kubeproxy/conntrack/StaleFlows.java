package io.kubevert.kubeproxy.conntrack;

import io.kubevert.kubeproxy.service.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes flows to Services that are answered by nobody's endpoint. */
public final class StaleFlows {
  private static final Logger LOG = LoggerFactory.getLogger(StaleFlows.class);
  private static final Set<Protocol> DATAGRAMS = EnumSet.of(Protocol.UDP, Protocol.SCTP);

  private final Vertx vertx;

  public StaleFlows(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Compares the kernel's UDP and SCTP flows with what is programmed.
   *
   * @param endpoints every destination of a Service, with those that may answer; none if the
   *     Service has no endpoints. Asked once the flows are known: rules may change at any time, and
   *     a flow that newer rules began must not be held against older ones
   * @return how many flows were removed
   */
  public Future<Integer> remove(Supplier<Future<Map<Destination, Set<Peer>>>> endpoints) {
    return tracked(DATAGRAMS)
        .compose(
            flows ->
                endpoints.get().compose(current -> forget(flows, flow -> isStale(flow, current))));
  }

  /**
   * Forgets the TCP connections that nobody accepted because their first packet came while there
   * were no rules. The next attempt of the client's kernel, a second later at most, is then
   * translated.
   *
   * @param destinations every destination of a Service
   * @return how many were forgotten
   */
  public Future<Integer> removeUntranslated(Supplier<Future<Set<Destination>>> destinations) {
    return tracked(Set.of(Protocol.TCP))
        .compose(
            flows ->
                destinations
                    .get()
                    .compose(current -> forget(flows, flow -> wasMissed(flow, current))));
  }

  static boolean isStale(Flow flow, Map<Destination, Set<Peer>> endpoints) {
    Set<Peer> current = endpoints.get(flow.to());
    return current != null && !current.contains(flow.answeredBy());
  }

  static boolean wasMissed(Flow flow, Set<Destination> destinations) {
    return !flow.answered() && !flow.translated() && destinations.contains(flow.to());
  }

  private Future<List<Flow>> tracked(Set<Protocol> protocols) {
    return withTracker(
        tracker -> {
          List<Flow> flows = new ArrayList<>();
          for (Protocol protocol : protocols) {
            flows.addAll(tracker.flows(protocol));
          }
          return flows;
        });
  }

  private Future<Integer> forget(List<Flow> flows, Predicate<Flow> unwanted) {
    List<Flow> found = flows.stream().filter(unwanted).toList();
    return found.isEmpty()
        ? Future.succeededFuture(0)
        : withTracker(
            tracker -> {
              int removed = 0;
              for (Flow flow : found) {
                if (tracker.remove(flow)) {
                  tell(flow);
                  removed++;
                }
              }
              return removed;
            });
  }

  /** Something that is done with the connection tracker. */
  @FunctionalInterface
  private interface Work<T> {
    T with(ConnectionTracker tracker) throws IOException;
  }

  private <T> Future<T> withTracker(Work<T> work) {
    return vertx.executeBlocking(
        () -> {
          try (ConnectionTracker tracker = ConnectionTracker.open()) {
            return work.with(tracker);
          } catch (IOException e) {
            throw new IOException("the connection tracker refused: " + e.getMessage(), e);
          }
        },
        false);
  }

  private static void tell(Flow flow) {
    LOG.atInfo()
        .addKeyValue("protocol", flow.to().protocol())
        .addKeyValue("client", flow.from())
        .addKeyValue("service", flow.to().peer())
        .addKeyValue("endpoint", flow.answeredBy())
        .log("removed a flow to an endpoint that is gone");
  }
}
