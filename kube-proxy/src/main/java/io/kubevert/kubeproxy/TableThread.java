package io.kubevert.kubeproxy;

import io.kubevert.kubeproxy.address.LinkAddress;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.rules.RuleSettings;
import io.kubevert.kubeproxy.sync.Tables;
import io.kubevert.kubeproxy.sync.WriteTimes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The one thread that speaks to the kernel, and what belongs to it. */
final class TableThread {
  private final WorkerExecutor worker;
  private Tables tables;

  TableThread(Vertx vertx, String name) {
    worker = vertx.createSharedWorkerExecutor(name, 1);
  }

  /** Connects to the kernel; nothing is written yet. */
  Future<Void> open(Supplier<Nftables> nftables, RuleSettings settings, WriteTimes times) {
    return worker
        .executeBlocking(() -> new Tables(nftables.get(), settings, times))
        .onSuccess(opened -> tables = opened)
        .mapEmpty();
  }

  <T> Future<T> ask(Function<Tables, T> question) {
    return worker.executeBlocking(() -> question.apply(tables));
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
    return worker.executeBlocking(
        () -> LinkAddress.read().stream().map(LinkAddress::address).toList());
  }

  Future<Void> close() {
    return run(opened -> opened.close()).eventually(worker::close);
  }
}
