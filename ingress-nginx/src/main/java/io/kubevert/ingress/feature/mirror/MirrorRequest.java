package io.kubevert.ingress.feature.mirror;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.HeaderNames;
import io.kubevert.ingress.exchange.HopByHop;
import io.kubevert.ingress.exchange.ServiceUrl;
import io.kubevert.ingress.exchange.Variables;
import io.kubevert.ingress.option.RequestHeaders;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One copy on its way. It never holds up the request itself: a mirror that cannot follow gets an
 * unfinished copy.
 */
final class MirrorRequest {
  private static final Logger LOG = LoggerFactory.getLogger(MirrorRequest.class);
  private static final long MOST_WAITING_BYTES = 1 << 20;
  private static final long LIMIT_MILLIS = 60_000;
  private static final HeaderNames NOT_PASSED = HeaderNames.of("host", "expect", "proxy");

  private final Mirror mirror;
  private final Exchange exchange;
  private final boolean body;
  private final List<Buffer> early = new ArrayList<>();
  private long waiting;
  private boolean over;
  private HttpClientRequest request;

  MirrorRequest(Mirror mirror, Exchange exchange) {
    this.mirror = mirror;
    this.exchange = exchange;
    this.body = mirror.body() && exchange.hasBody();
  }

  void start() {
    if (body) {
      exchange.changes().onBody(this::add);
      exchange.changes().onEnd(this::end);
    }
    options()
        .compose(options -> exchange.worker().client().request(options))
        .compose(this::send)
        .compose(HttpClientResponse::end)
        .onFailure(
            cause ->
                LOG.atDebug()
                    .addKeyValue("ingress", exchange.location().ingress())
                    .addKeyValue("cause", cause.getMessage())
                    .log("a copy of a request was not taken"));
  }

  private Future<RequestOptions> options() {
    try {
      return Future.succeededFuture(
          ServiceUrl.request(mirror.target(), exchange)
              .setMethod(exchange.request().method())
              .setTimeout(LIMIT_MILLIS));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<HttpClientResponse> send(HttpClientRequest opened) {
    RequestHeaders passed = exchange.snapshot().options().requestHeaders();
    HopByHop.copyEndToEnd(
        exchange.request().headers(),
        opened.headers(),
        name -> !NOT_PASSED.contains(name) && passed.pass(name));
    mirror
        .host()
        .ifPresent(
            host ->
                opened.authority(HostAndPort.parseAuthority(Variables.expand(host, exchange), -1)));
    if (!body) {
      opened.headers().remove("content-length");
      return opened.send();
    }
    if (!opened.headers().contains("content-length")) {
      opened.setChunked(true);
    }
    request = opened;
    early.forEach(this::write);
    early.clear();
    if (over) {
      finish();
    }
    return opened.response();
  }

  private void add(Buffer piece) {
    waiting += piece.length();
    if (request != null) {
      write(piece);
    } else if (waiting <= MOST_WAITING_BYTES) {
      early.add(piece);
    }
  }

  private void write(Buffer piece) {
    if (waiting <= MOST_WAITING_BYTES) {
      request.write(piece).onComplete(written -> waiting -= piece.length());
    } else {
      request.reset();
    }
  }

  private void end() {
    over = true;
    if (request != null) {
      finish();
    }
  }

  private void finish() {
    if (exchange.request().isEnded() && waiting <= MOST_WAITING_BYTES) {
      request.end();
    } else {
      request.reset();
    }
  }
}
