package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.plugin.ResolvConf;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servers of a {@code forward} line, as its targets turn out. Belongs to one context. */
final class Upstreams {
  private static final Logger LOG = LoggerFactory.getLogger(Upstreams.class);
  private static final long PAUSE_MILLIS = 2_000;

  private final ForwardOptions options;
  private final ServerContext context;
  private final ForwardMetrics metrics;
  private final List<Upstream> servers = new ArrayList<>();
  private int turn;
  private boolean stopped;

  Upstreams(ForwardOptions options, ServerContext context, ForwardMetrics metrics) {
    this.options = options;
    this.context = context;
    this.metrics = metrics;
  }

  Future<Void> start() {
    return Future.join(options.targets().stream().map(this::add).toList()).mapEmpty();
  }

  Future<Void> stop() {
    stopped = true;
    return Future.join(servers.stream().map(Upstream::close).toList()).mapEmpty();
  }

  private Future<Void> add(ForwardOptions.Target target) {
    return switch (target) {
      case ForwardOptions.Target.Address(ForwardOptions.Server server) -> {
        add(server);
        yield Future.succeededFuture();
      }
      case ForwardOptions.Target.ResolvConf(String path) -> load(path);
      case ForwardOptions.Target.Named named -> look(named);
    };
  }

  private Future<Void> load(String path) {
    return context
        .vertx()
        .fileSystem()
        .readFile(path)
        .map(
            text -> {
              ResolvConf.servers(text.toString())
                  .forEach(address -> add(ForwardOptions.Server.plain(address)));
              return null;
            })
        .recover(
            failure -> {
              LOG.atWarn()
                  .addKeyValue("file", path)
                  .addKeyValue("cause", failure.getMessage())
                  .log("no upstream servers: names of other zones are answered with SERVFAIL");
              return Future.succeededFuture();
            })
        .mapEmpty();
  }

  /** A server whose address nobody knows may have one later; the others are asked until then. */
  private Future<Void> look(ForwardOptions.Target.Named target) {
    return new NamedServers(context.vertx(), options.resolvers())
        .addresses(target.host())
        .onSuccess(addresses -> addresses.forEach(address -> add(target.at(address))))
        .<Void>mapEmpty()
        .otherwise(
            failure -> {
              LOG.atWarn()
                  .addKeyValue("server", target.host())
                  .addKeyValue("cause", failure.getMessage())
                  .log("an upstream server has no address yet; it is looked for again");
              context.vertx().setTimer(PAUSE_MILLIS, timer -> lookAgain(target));
              return null;
            });
  }

  private void lookAgain(ForwardOptions.Target.Named target) {
    if (!stopped) {
      look(target);
    }
  }

  private void add(ForwardOptions.Server server) {
    if (!stopped) {
      servers.add(new Upstream(context, options, server, metrics));
    }
  }

  boolean isEmpty() {
    return servers.isEmpty();
  }

  /** One of them, whatever is known of it. */
  Upstream any() {
    return servers.get(context.random().nextInt(servers.size()));
  }

  /** Those that are up, in the order in which they are to be tried. */
  List<Upstream> healthy() {
    return ordered().stream().filter(upstream -> !upstream.isDown()).toList();
  }

  private List<Upstream> ordered() {
    List<Upstream> order = new ArrayList<>(servers);
    if (order.size() > 1) {
      switch (options.policy()) {
        case RANDOM -> Collections.shuffle(order, context.random());
        case ROUND_ROBIN -> Collections.rotate(order, -(turn++ % order.size()));
        case SEQUENTIAL -> {}
      }
    }
    return order;
  }
}
