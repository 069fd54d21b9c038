package io.kubevert.kubeproxy;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.address.LinkAddress;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.nftables.Nftables.Hits;
import io.kubevert.kubeproxy.rules.RuleSettings;
import io.kubevert.kubeproxy.sync.Changes;
import io.kubevert.kubeproxy.sync.ProgrammedElement;
import io.kubevert.kubeproxy.sync.ProgrammedTotals;
import io.kubevert.kubeproxy.sync.Tables;
import io.kubevert.kubeproxy.sync.WriteObserver;
import io.kubevert.kubeproxy.traffic.TrafficCounters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The one thread that speaks to the kernel, and what belongs to it. */
final class TableThread {
  private final WorkerExecutor worker;
  private Tables tables;
  private boolean closing;
  private Optional<TrafficCounters> traffic = Optional.empty();

  TableThread(Vertx vertx, String name) {
    worker = vertx.createSharedWorkerExecutor(name, 1);
  }

  /**
   * Connects to the kernel; no rule is written yet.
   *
   * @param countTraffic whether packets are counted; if not, those of an earlier proxy no longer
   *     are
   */
  Future<Void> open(
      Supplier<Nftables> nftables,
      RuleSettings settings,
      WriteObserver observer,
      boolean countTraffic) {
    return worker.<Void>executeBlocking(
        () -> {
          Nftables connection = nftables.get();
          tables = new Tables(connection, settings, observer);
          if (countTraffic) {
            traffic = Optional.of(TrafficCounters.of(connection, settings.nodeIps()));
          } else {
            TrafficCounters.remove(connection);
          }
          return null;
        });
  }

  /**
   * Brings the kernel to what changed.
   *
   * @param nodePortIps where node ports answer
   * @return whether {@link Tables#sweep} should be called in a second
   */
  Future<Boolean> write(Changes changes, List<String> nodePortIps) {
    return ask(
        opened -> {
          try {
            return opened.write(changes);
          } finally {
            traffic.ifPresent(counters -> counters.write(changes, nodePortIps));
          }
        });
  }

  /** What a Service has in the kernel, with its counters; empty if nothing. */
  Future<List<ProgrammedElement>> elements(ObjectKey service) {
    return ask(
        opened -> {
          List<ProgrammedElement> elements = new ArrayList<>(opened.elements(service));
          traffic.ifPresent(counters -> elements.addAll(counters.elements(service)));
          return elements;
        });
  }

  /** The Services that have anything in the kernel, with what it counted for each. */
  Future<Map<ObjectKey, ProgrammedTotals>> totals() {
    return ask(
        opened -> {
          Map<ObjectKey, Hits> connections = opened.connections();
          Optional<Map<ObjectKey, Hits>> counted = traffic.map(TrafficCounters::totals);
          Map<ObjectKey, ProgrammedTotals> totals = new TreeMap<>();
          for (ObjectKey service : opened.serviceKeys()) {
            totals.put(
                service,
                new ProgrammedTotals(
                    connections.getOrDefault(service, Hits.NONE),
                    counted.map(traffic -> traffic.getOrDefault(service, Hits.NONE))));
          }
          return totals;
        });
  }

  /** Fails once this is being closed. */
  <T> Future<T> ask(Function<Tables, T> question) {
    return onThread(() -> question.apply(tables));
  }

  Future<Void> run(Consumer<Tables> action) {
    return ask(
        opened -> {
          action.accept(opened);
          return null;
        });
  }

  /** The addresses that the node's links have now. */
  Future<List<InetAddress>> linkAddresses() {
    return onThread(() -> LinkAddress.read().stream().map(LinkAddress::address).toList());
  }

  Future<Void> close() {
    Future<Void> closed = run(Tables::close);
    closing = true;
    return closed.eventually(worker::close);
  }

  private <T> Future<T> onThread(Callable<T> work) {
    return closing
        ? Future.failedFuture("the proxy no longer speaks to the kernel: it is being stopped")
        : worker.executeBlocking(work);
  }
}
