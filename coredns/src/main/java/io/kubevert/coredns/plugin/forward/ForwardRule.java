package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.HomeContext;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/** One {@code forward} line at work. Belongs to one context. */
final class ForwardRule {
  private static final long DEADLINE_NANOS = 5_000_000_000L;

  /** How often each server is asked: a packet can get lost. */
  private static final int ROUNDS = 2;

  private final ForwardOptions options;
  private final ForwardMetrics metrics;
  private final Upstreams upstreams;
  private final HomeContext home;
  private int open;

  ForwardRule(ForwardOptions options, ServerContext context, ForwardMetrics metrics) {
    this.options = options;
    this.metrics = metrics;
    this.upstreams = new Upstreams(options, context, metrics);
    this.home = new HomeContext(context.vertx());
  }

  boolean holds(Name name) {
    return options.from().hold(name) && !options.except().hold(name);
  }

  Future<Void> start() {
    return upstreams.start();
  }

  Future<Void> stop() {
    return upstreams.stop();
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

  private Future<Answer> ask(Query query) {
    List<Upstream> healthy = upstreams.healthy();
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
    return new Tries(query, List.of(upstreams.any())).from(0, "");
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
}
