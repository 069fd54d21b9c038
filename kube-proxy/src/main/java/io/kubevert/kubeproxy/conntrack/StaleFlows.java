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
   *     Service has no endpoints
   * @return how many flows were removed
   */
  public Future<Integer> remove(Map<Destination, Set<Peer>> endpoints) {
    return endpoints.isEmpty()
        ? Future.succeededFuture(0)
        : remove(DATAGRAMS, flow -> isStale(flow, endpoints));
  }

  /**
   * Forgets the TCP connections that nobody accepted because their first packet came while there
   * were no rules. The next attempt of the client's kernel, a second later at most, is then
   * translated.
   *
   * @param destinations every destination of a Service
   * @return how many were forgotten
   */
  public Future<Integer> removeUntranslated(Set<Destination> destinations) {
    return remove(Set.of(Protocol.TCP), flow -> wasMissed(flow, destinations));
  }

  static boolean isStale(Flow flow, Map<Destination, Set<Peer>> endpoints) {
    Set<Peer> current = endpoints.get(flow.to());
    return current != null && !current.contains(flow.answeredBy());
  }

  static boolean wasMissed(Flow flow, Set<Destination> destinations) {
    return !flow.answered() && !flow.translated() && destinations.contains(flow.to());
  }

  private Future<Integer> remove(Set<Protocol> protocols, Predicate<Flow> unwanted) {
    return vertx.executeBlocking(
        () -> {
          try (ConnectionTracker tracker = ConnectionTracker.open()) {
            List<Flow> removed = new ArrayList<>();
            for (Protocol protocol : protocols) {
              for (Flow flow : tracker.flows(protocol)) {
                if (unwanted.test(flow) && tracker.remove(flow)) {
                  removed.add(flow);
                }
              }
            }
            removed.forEach(StaleFlows::tell);
            return removed.size();
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
