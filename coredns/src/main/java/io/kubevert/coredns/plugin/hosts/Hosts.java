package io.kubevert.coredns.plugin.hosts;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Answers from a hosts file, read again while the server runs. */
final class Hosts implements Plugin {
  private static final Logger LOG = LoggerFactory.getLogger(Hosts.class);
  private static final String NAME = "hosts";

  private final HostsOptions options;
  private final ServerContext context;
  private final HostsMetrics metrics;
  private volatile HostsTable table;
  private long timer = -1;

  Hosts(HostsOptions options, ServerContext context) {
    this.options = options;
    this.context = context;
    this.metrics = context.shared().get(HostsMetrics.class, HostsMetrics::new);
    this.table = HostsTable.parse(options.inline(), options.zones());
  }

  @Override
  public Future<Void> start() {
    if (!options.reload().isZero()) {
      timer = context.vertx().setPeriodic(options.reload().toMillis(), tick -> load());
    }
    return load();
  }

  @Override
  public Future<Void> stop() {
    context.vertx().cancelTimer(timer);
    return Future.succeededFuture();
  }

  /** A file that cannot be read leaves what was read before. */
  private Future<Void> load() {
    return context
        .vertx()
        .fileSystem()
        .readFile(options.file())
        .onSuccess(text -> take(HostsTable.parse(options.inline() + "\n" + text, options.zones())))
        .<Void>mapEmpty()
        .otherwise(
            failure -> {
              LOG.atDebug().addKeyValue("file", options.file()).setCause(failure).log("not read");
              return null;
            });
  }

  private void take(HostsTable read) {
    table = read;
    metrics.loaded(read.addresses().size() + read.names().size(), context.clock().millis());
  }

  @Override
  public Handler before(Handler next) {
    return query -> {
      HostsTable now = table;
      List<InetAddress> addresses = now.of(query.name());
      List<Name> names =
          options.reverse() ? now.names().getOrDefault(query.name(), List.of()) : List.of();
      boolean known = !addresses.isEmpty() || !names.isEmpty();
      if (passesOn(query, known)) {
        return next.handle(query);
      }
      return Future.succeededFuture(
          known
              ? Answer.authoritative(records(query, addresses, names), List.of(), NAME)
              : Answer.ofCode(Rcode.NXDOMAIN, NAME));
    };
  }

  /** Names of addresses that are not here may be elsewhere, whatever the zones. */
  private boolean passesOn(Query query, boolean known) {
    boolean through = options.fallthrough().through(query.name());
    return known
        ? through && options.otherTypesFallThrough() && !isSupported(query)
        : through || query.type() == Type.PTR || !options.zones().hold(query.name());
  }

  private static boolean isSupported(Query query) {
    return query.type() == Type.A || query.type() == Type.AAAA || query.type() == Type.PTR;
  }

  private List<Record> records(Query query, List<InetAddress> addresses, List<Name> names) {
    List<Record> records = new ArrayList<>();
    for (InetAddress address : addresses) {
      boolean v4 = address instanceof Inet4Address;
      if (query.type() == Type.A && v4) {
        records.add(new ARecord(query.name(), DClass.IN, options.ttl(), address));
      } else if (query.type() == Type.AAAA && !v4) {
        records.add(new AAAARecord(query.name(), DClass.IN, options.ttl(), address));
      }
    }
    if (query.type() == Type.PTR) {
      for (Name name : names) {
        records.add(new PTRRecord(query.name(), DClass.IN, options.ttl(), name));
      }
    }
    return records;
  }
}
