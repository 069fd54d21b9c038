package io.kubevert.coredns.plugin.loadbalance;

import io.vertx.core.Future;
import java.util.List;
import org.xbill.DNS.Record;

/** In which order the records of an answer come. */
interface Policy {
  List<Record> ordered(List<Record> records);

  /** Called once, before the first question. */
  default Future<Void> start() {
    return Future.succeededFuture();
  }

  /** Called once, after the last question. */
  default void stop() {}
}
