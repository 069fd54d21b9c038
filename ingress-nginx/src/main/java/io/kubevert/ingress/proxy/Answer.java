package io.kubevert.ingress.proxy;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.HeaderNames;
import io.kubevert.ingress.exchange.HopByHop;
import io.kubevert.ingress.upstream.BackendAnswer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;

/** A backend's answer on its way to the client: head, body as it comes, trailers. */
final class Answer {
  /** What nginx keeps to itself. */
  private static final HeaderNames NOT_PASSED =
      HeaderNames.of(
          "x-pad",
          "x-accel-expires",
          "x-accel-redirect",
          "x-accel-limit-rate",
          "x-accel-buffering",
          "x-accel-charset");

  private static final HeaderNames SERVER = HeaderNames.of("server");

  private final Deadlines deadlines;
  private final Exchange exchange;
  private final BackendAnswer upstream;
  private final Duration limit;

  /**
   * @param limit how long neither side may move
   */
  Answer(Deadlines deadlines, Exchange exchange, BackendAnswer upstream, Duration limit) {
    this.deadlines = deadlines;
    this.exchange = exchange;
    this.upstream = upstream;
    this.limit = limit;
  }

  /** Hands the answer on. A body that breaks off is broken off for the client, too. */
  Future<Void> relay() {
    HttpServerResponse response = exchange.response();
    response.setStatusCode(upstream.status());
    boolean serverNamed = exchange.snapshot().options().headers().serverNamed();
    HopByHop.copyEndToEnd(
        upstream.headers(),
        response.headers(),
        name -> !NOT_PASSED.contains(name) && (serverNamed || !SERVER.contains(name)));
    exchange.changes().toBackendAnswer();
    exchange.changeAnswerHeaders();
    if (!hasBody()) {
      return response.end();
    }
    if (!response.headers().contains(HttpHeaders.CONTENT_LENGTH)
        && exchange.request().version() == HttpVersion.HTTP_1_1) {
      response.setChunked(true);
    }
    WriteStream<Buffer> target = exchange.changes().bodyTarget(response);
    Transfer transfer =
        new Transfer(deadlines, upstream.body(), target, limit)
            .ofLength(upstream.lengthWithoutTrailers());
    return transfer.run().compose(done -> end(response, transfer)).recover(this::breakOff);
  }

  private boolean hasBody() {
    int status = upstream.status();
    return exchange.request().method() != HttpMethod.HEAD && status != 204 && status != 304;
  }

  private Future<Void> end(HttpServerResponse response, Transfer transfer) {
    MultiMap trailers = upstream.trailers();
    if (!trailers.isEmpty()) {
      response.trailers().addAll(trailers);
    }
    return transfer.end();
  }

  private Future<Void> breakOff(Throwable cause) {
    upstream.reset();
    HttpServerResponse response = exchange.response();
    if (response.ended() || response.closed()) {
      return Future.succeededFuture();
    }
    return exchange.request().version() == HttpVersion.HTTP_2
        ? response.reset()
        : exchange.request().connection().close();
  }
}
