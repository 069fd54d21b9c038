package io.kubevert.benchmarks.ingress;

import io.kubevert.benchmarks.Spread;
import io.vertx.core.AsyncResult;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Requests at a steady rate, whatever becomes of those before. One in four has an effect, as far as
 * the proxy can know, and may not be repeated by it. All of it happens on one event loop.
 */
final class SteadyLoad {
  private static final int TICK_MILLIS = 2;
  private static final int CONNECTIONS = 256;
  private static final int POST_EVERY = 4;
  private static final int LIMIT_SECONDS = 30;
  private static final int OK = 200;

  private final Vertx vertx;
  private final HttpClient client;
  private final RequestOptions get;
  private final RequestOptions post;
  private final String host;
  private final int perSecond;
  private final Promise<Void> answered = Promise.promise();
  private final List<Double> millis = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private long began;
  private long sent;
  private double seconds;
  private volatile boolean ending;

  /**
   * What it came to.
   *
   * @param failures why each request that was not answered 200 was not
   */
  record Outcome(long sent, double perSecond, List<String> failures, Spread millis) {}

  SteadyLoad(Vertx vertx, Proxy proxy, String host, int perSecond) {
    this.vertx = vertx;
    this.host = host;
    this.perSecond = perSecond;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions(),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(-1));
    this.get = new RequestOptions().setHost("127.0.0.1").setPort(proxy.http()).setURI("/");
    this.post = new RequestOptions(get).setMethod(HttpMethod.POST);
  }

  void start() {
    began = System.nanoTime();
    vertx.setPeriodic(TICK_MILLIS, this::sendWhatIsDue);
  }

  private void sendWhatIsDue(long timer) {
    if (ending) {
      vertx.cancelTimer(timer);
      seconds = (System.nanoTime() - began) / 1e9;
      completeWhenAllAreAnswered();
      return;
    }
    long due = (System.nanoTime() - began) * perSecond / TimeUnit.SECONDS.toNanos(1);
    while (sent < due) {
      send(sent++ % POST_EVERY == 0 ? post : get);
    }
  }

  private void send(RequestOptions options) {
    long start = System.nanoTime();
    client
        .request(options)
        .compose(
            request -> {
              request.authority(HostAndPort.create(host, -1));
              return request.send().compose(response -> response.body().map(response.statusCode()));
            })
        .onComplete(status -> note(start, status));
  }

  private void note(long start, AsyncResult<Integer> status) {
    if (status.succeeded() && status.result() == OK) {
      millis.add((System.nanoTime() - start) / 1e6);
    } else {
      failures.add(
          status.succeeded() ? "status " + status.result() : String.valueOf(status.cause()));
    }
    completeWhenAllAreAnswered();
  }

  private void completeWhenAllAreAnswered() {
    if (seconds > 0 && millis.size() + failures.size() == sent) {
      answered.tryComplete();
    }
  }

  /** Ends when every request has been answered, or has failed. */
  Outcome stop() throws Exception {
    ending = true;
    answered.future().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    client.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    return new Outcome(sent, millis.size() / seconds, List.copyOf(failures), new Spread(millis));
  }
}
