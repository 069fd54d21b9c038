package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.HomeContext;
import io.kubevert.coredns.plugin.ResolvConf;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/** One {@code forward} line at work. Belongs to one context. */
final class ForwardRule {
  private static final Logger LOG = LoggerFactory.getLogger(ForwardRule.class);
  private static final long DEADLINE_NANOS = 5_000_000_000L;

  /** How often each server is asked: a packet can get lost. */
  private static final int ROUNDS = 2;

  private final ForwardOptions options;
  private final ServerContext context;
  private final ForwardMetrics metrics;
  private final List<Upstream> upstreams = new ArrayList<>();
  private final HomeContext home;
  private int open;
  private int turn;

  ForwardRule(ForwardOptions options, ServerContext context, ForwardMetrics metrics) {
    this.options = options;
    this.context = context;
    this.metrics = metrics;
    this.home = new HomeContext(context.vertx());
  }

  boolean holds(Name name) {
    return options.from().hold(name) && !options.except().hold(name);
  }

  Future<Void> start() {
    List<Future<Void>> loading = new ArrayList<>();
    for (ForwardOptions.Target target : options.targets()) {
      switch (target) {
        case ForwardOptions.Target.Address(ForwardOptions.Server server) -> add(server);
        case ForwardOptions.Target.ResolvConf(String path) -> loading.add(load(path));
      }
    }
    return Future.join(loading).mapEmpty();
  }

  Future<Void> stop() {
    return Future.join(upstreams.stream().map(Upstream::close).toList()).mapEmpty();
  }

  /**
   * @param next the line that comes after this one for the name, if there is one
   */
  Future<Answer> answer(Query query, Optional<Handler> next) {
    return home.call(() -> answerHere(query))
        .compose(
            answer ->
                next.isPresent() && options.onward().toNext(answer)
                    ? next.get().handle(query)
                    : Future.succeededFuture(answer));
  }

  private Future<Answer> answerHere(Query query) {
    if (options.maxConcurrent() > 0 && open >= options.maxConcurrent()) {
      metrics.rejected();
      return Future.succeededFuture(Answer.ofCode(Rcode.REFUSED, Forward.NAME));
    }
    open++;
    return ask(query).onComplete(done -> open--);
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

  private void add(ForwardOptions.Server server) {
    upstreams.add(new Upstream(context, options, server, metrics));
  }

  private Future<Answer> ask(Query query) {
    List<Upstream> healthy = ordered().stream().filter(upstream -> !upstream.isDown()).toList();
    if (!healthy.isEmpty()) {
      return new Tries(query, healthy).from(0, "");
    }
    if (!upstreams.isEmpty()) {
      metrics.allDown();
    }
    if (upstreams.isEmpty() || options.failFast()) {
      String reason = upstreams.isEmpty() ? "no server to ask" : "no healthy server to ask";
      return Future.succeededFuture(Answer.serverFailure(Forward.NAME, reason));
    }
    Upstream any = upstreams.get(context.random().nextInt(upstreams.size()));
    return new Tries(query, List.of(any)).from(0, "");
  }

  /** One question to one server after the other. */
  private final class Tries {
    private final Query query;
    private final List<Upstream> candidates;
    private final int most;
    private final long deadline = System.nanoTime() + DEADLINE_NANOS;

    Tries(Query query, List<Upstream> candidates) {
      this.query = query;
      this.candidates = candidates;
      int rounds = ROUNDS * candidates.size();
      int bound = options.most().tries();
      this.most = bound == 0 ? rounds : Math.min(rounds, bound);
    }

    /**
     * @param reason why the last one failed
     */
    Future<Answer> from(int index, String reason) {
      if (index >= most || System.nanoTime() - deadline >= 0) {
        return Future.succeededFuture(Answer.serverFailure(Forward.NAME, reason));
      }
      Upstream upstream = candidates.get(index % candidates.size());
      return upstream
          .ask(query)
          .transform(
              (answer, failure) -> {
                if (failure != null) {
                  return from(index + 1, upstream.server() + ": " + failure.getMessage());
                }
                return options.onward().failover().contains(answer.rcode()) && hasOthers(index)
                    ? from(index + 1, upstream.server() + " failed")
                    : Future.succeededFuture(answer);
              });
    }

    /** Whether there is a server that was not asked yet. */
    private boolean hasOthers(int index) {
      return index + 1 < Math.min(most, candidates.size());
    }
  }

  private List<Upstream> ordered() {
    List<Upstream> order = new ArrayList<>(upstreams);
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
