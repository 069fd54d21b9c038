package io.kubevert.coredns.plugin.cache;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Keeps answers and gives them again. The same question asked by many at once goes on only once.
 */
final class Cache implements Plugin {
  static final String NAME = "cache";

  private static final long STALE_TTL = 30;

  private final ServerContext context;
  private final CacheOptions options;
  private final Lifetime lifetime;
  private final ShardedStore successes;
  private final ShardedStore denials;
  private final CacheMetrics.Of metrics;
  private final Map<CacheKey, Future<Answer>> flights = new ConcurrentHashMap<>();

  Cache(CacheOptions options, ServerContext context) {
    this.context = context;
    this.options = options;
    this.lifetime = new Lifetime(options);
    this.successes = new ShardedStore(options.success().capacity(), options.octets());
    this.denials = new ShardedStore(options.denial().capacity(), options.octets());
    String zones =
        options.zones().names().stream().map(Name::toString).collect(Collectors.joining(","));
    this.metrics =
        context.shared().get(CacheMetrics.class, CacheMetrics::new).of(context.server(), zones);
  }

  @Override
  public Handler before(Handler next) {
    return query ->
        options.zones().hold(query.name()) && !isTransfer(query)
            ? answer(query, next)
            : next.handle(query);
  }

  private static boolean isTransfer(Query query) {
    return query.type() == Type.AXFR || query.type() == Type.IXFR;
  }

  private Future<Answer> answer(Query query, Handler next) {
    metrics.request();
    CacheKey key = CacheKey.of(query);
    long now = context.clock().millis();
    Optional<CacheEntry> kept = successes.get(key);
    boolean denial = kept.isEmpty();
    if (denial) {
      kept = denials.get(key);
    }
    if (kept.isEmpty() || isTooOld(kept.get(), now)) {
      metrics.miss();
      return ask(key, query, next);
    }
    metrics.hit(denial);
    CacheEntry entry = kept.get();
    if (!entry.isFresh(now)) {
      return stale(entry, key, query, next);
    }
    options.prefetch().ifPresent(prefetch -> prefetch(prefetch, entry, key, query, next));
    return Future.succeededFuture(entry.at(now, options.keepTtl(), NAME));
  }

  private boolean isTooOld(CacheEntry entry, long now) {
    long grace = options.stale().map(stale -> stale.longest().toSeconds()).orElse(0L);
    return entry.remaining(now) + grace <= 0;
  }

  private Future<Answer> stale(CacheEntry entry, CacheKey key, Query query, Handler next) {
    Optional<Duration> verify = options.stale().flatMap(CacheOptions.Stale::verify);
    Future<Answer> fresh = ask(key, query, next);
    Answer old = entry.stale(STALE_TTL, NAME);
    if (verify.isEmpty()) {
      metrics.stale();
      return Future.succeededFuture(old);
    }
    return withPatience(fresh, verify.get())
        .map(
            answer -> {
              if (answer.rcode() != Rcode.SERVFAIL) {
                return answer;
              }
              metrics.stale();
              return old;
            })
        .otherwise(
            failure -> {
              metrics.stale();
              return old;
            });
  }

  private static Future<Answer> withPatience(Future<Answer> answer, Duration patience) {
    return answer.timeout(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS);
  }

  private void prefetch(
      CacheOptions.Prefetch prefetch, CacheEntry entry, CacheKey key, Query query, Handler next) {
    long now = context.clock().millis();
    if (entry.hit(now, prefetch.gap()) >= prefetch.amount()
        && entry.isEnding(now, prefetch.percentage())
        && !flights.containsKey(key)) {
      metrics.prefetch();
      ask(key, query, next);
    }
  }

  /** Asks the rest of the chain, unless the same question is on its way. */
  private Future<Answer> ask(CacheKey key, Query query, Handler next) {
    Promise<Answer> promise = Promise.promise();
    Future<Answer> flying = flights.putIfAbsent(key, promise.future());
    if (flying != null) {
      return flying;
    }
    Future<Answer> asked;
    try {
      asked = next.handle(query);
    } catch (RuntimeException e) {
      asked = Future.failedFuture(e);
    }
    asked.onComplete(
        done -> {
          if (done.succeeded()) {
            keep(key, query, done.result());
          }
          flights.remove(key);
          promise.handle(done);
        });
    return promise.future();
  }

  private void keep(CacheKey key, Query query, Answer answer) {
    long ttl = lifetime.of(query.name(), query.type(), answer);
    boolean failed = answer.rcode() == Rcode.SERVFAIL;
    boolean whole = !answer.delivery().truncated() && !answer.delivery().silent();
    if (ttl <= 0 || !whole || failed && (hasStale(key) || isUnready(answer.source()))) {
      return;
    }
    boolean denial = Lifetime.isDenial(query.type(), answer);
    ShardedStore store = denial ? denials : successes;
    (denial ? successes : denials).remove(key);
    CacheEntry entry = new CacheEntry(answer, context.clock().millis(), ttl);
    ShardedStore.Stored stored = store.put(key, entry, Footprint.of(key, answer));
    metrics.stored(denial, store.size(), stored);
  }

  /** What a plugin cannot answer yet it may answer at the next moment. */
  private boolean isUnready(String plugin) {
    return context.readiness().unready().contains(plugin);
  }

  /** A failure must not push out what can still be served past its end. */
  private boolean hasStale(CacheKey key) {
    return options.stale().isPresent()
        && (successes.get(key).isPresent() || denials.get(key).isPresent());
  }
}
