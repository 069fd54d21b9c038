package io.kubevert.benchmarks.boot;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the API server whether it is ready, until it is. */
final class ApiProbe implements AutoCloseable {
  private static final int PORT = 6443;
  private static final long PAUSE_MILLIS = 10;
  private static final int CONNECT_MILLIS = 200;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client;
  private final String link;

  /**
   * @param link the host's way to the server; nothing is sent before it is there
   */
  ApiProbe(String host, String link) {
    this.link = link;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost(host)
                .setDefaultPort(PORT)
                .setConnectTimeout(CONNECT_MILLIS)
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false));
  }

  /** Completes with the {@link System#nanoTime} at which it said so. */
  CompletableFuture<Long> untilReady() {
    CompletableFuture<Long> ready = new CompletableFuture<>();
    ask(ready);
    return ready;
  }

  private void ask(CompletableFuture<Long> ready) {
    once()
        .onComplete(
            code -> {
              if (code.succeeded() && code.result() == 200) {
                ready.complete(System.nanoTime());
              } else {
                vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS).onSuccess(later -> ask(ready));
              }
            });
  }

  private Future<Integer> once() {
    try {
      if (NetworkInterface.getByName(link) == null) {
        return Future.failedFuture("there is no link " + link + " yet");
      }
    } catch (SocketException e) {
      return Future.failedFuture(e);
    }
    return client
        .request(HttpMethod.GET, "/readyz")
        .compose(request -> request.send())
        .map(response -> response.statusCode());
  }

  @Override
  public void close() throws TimeoutException {
    vertx.close().await(CONNECT_MILLIS * 10L, TimeUnit.MILLISECONDS);
  }
}
