package io.kubevert.benchmarks.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Many watchers of one namespace's ConfigMaps, each with a TLS connection of its own. */
final class WatchFanOut implements AutoCloseable {
  private static final long LIMIT_SECONDS = 120;
  private static final int OPENING_AT_ONCE = 50;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client;
  private final String path;
  private final String bearer;
  private final long events;
  private final CountDownLatch finished;

  /**
   * @param events how many each watcher is to see
   */
  WatchFanOut(ApiServerProcess server, String path, int watchers, long events)
      throws IOException, TimeoutException {
    this.path = path;
    this.bearer = server.bearer();
    this.events = events;
    this.finished = new CountDownLatch(watchers);
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(server.port())
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false),
            new PoolOptions().setHttp1MaxSize(watchers).setEventLoopSize(1));
    for (int opened = 0; opened < watchers; opened += OPENING_AT_ONCE) {
      List<Future<Void>> opening = new ArrayList<>();
      for (int i = opened; i < Math.min(watchers, opened + OPENING_AT_ONCE); i++) {
        opening.add(watch());
      }
      Future.all(opening).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  private Future<Void> watch() {
    RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET).setURI(path);
    return client
        .request(options.putHeader("Authorization", bearer))
        .compose(
            request ->
                request
                    .send()
                    .map(
                        response -> {
                          response.handler(new Counter());
                          return null;
                        }));
  }

  /** Counts the lines of one watcher. */
  private final class Counter implements Handler<Buffer> {
    private long seen;

    @Override
    public void handle(Buffer chunk) {
      for (int i = 0; i < chunk.length(); i++) {
        if (chunk.getByte(i) == '\n' && ++seen == events) {
          finished.countDown();
        }
      }
    }
  }

  /** Waits until every watcher has seen every event. */
  void await() throws InterruptedException {
    if (!finished.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(finished.getCount() + " watchers have not seen every event");
    }
  }

  @Override
  public void close() throws TimeoutException {
    // The watches end first: their connections' ends are handled on loops that close with Vert.x.
    client.close().eventually(vertx::close).await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
