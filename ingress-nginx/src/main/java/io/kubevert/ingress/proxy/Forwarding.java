package io.kubevert.ingress.proxy;

import io.kubevert.ingress.balancer.Balancer;
import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Exchange.Attempt;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.exchange.UpstreamPolicy;
import io.kubevert.ingress.exchange.UpstreamPolicy.RetryCondition;
import io.kubevert.ingress.upstream.BackendAnswer;
import io.kubevert.ingress.upstream.BackendRequest;
import io.kubevert.ingress.upstream.Destination;
import io.kubevert.ingress.upstream.RequestLine;
import io.kubevert.ingress.upstream.UpstreamClients;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way to a backend: choose an endpoint, connect, send, hand the answer on; and
 * the next endpoint where that is allowed.
 */
final class Forwarding {
  private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);

  private static final int MOST_STALE = 8;
  private static final Throwable GONE = VertxException.noStackTrace("the client is gone");
  private static final Throwable LATE =
      VertxException.noStackTrace("no answer came in the time that it may take");

  private final Deadlines deadlines;
  private final UpstreamClients clients;
  private final PassiveHealth health;
  private final Exchange exchange;
  private final Balancer balancer;
  private final List<Endpoint> untried;
  private final UpstreamPolicy policy;
  private final RetryPolicy retries;
  private BackendRequest upstream;
  private long connected;
  private boolean bodyTaken;
  private Throwable bodyFault;
  private boolean timedOut;
  private boolean clientGone;
  private boolean reused;
  private int stale;
  private Deadlines.Deadline deadline;

  Forwarding(
      Deadlines deadlines,
      UpstreamClients clients,
      PassiveHealth health,
      Exchange exchange,
      Balancer balancer,
      List<Endpoint> endpoints) {
    this.deadlines = deadlines;
    this.clients = clients;
    this.health = health;
    this.exchange = exchange;
    this.balancer = balancer;
    this.untried = new ArrayList<>(health.usable(endpoints));
    this.policy = exchange.location().config().upstream();
    this.retries = new RetryPolicy(policy);
  }

  /** Sends the request on; completes when the client has its answer, or is gone. */
  Future<Void> run() {
    exchange.response().closeHandler(closed -> clientGone());
    return attempt();
  }

  private Future<Void> attempt() {
    Endpoint endpoint = balancer.choose(untried, exchange);
    untried.remove(endpoint);
    return attempt(endpoint);
  }

  private Future<Void> attempt(Endpoint endpoint) {
    balancer.started(endpoint);
    long began = System.nanoTime();
    return clients
        .open(Destination.of(exchange, endpoint), line(), policy.connectTimeout())
        .compose(this::send)
        .transform(
            result -> {
              disarm();
              long took = System.nanoTime() - began;
              int status = result.succeeded() ? result.result().status() : 0;
              long connecting = upstream == null ? took : connected - began;
              exchange.attempted(new Attempt(endpoint, status, connecting, took));
              if (result.succeeded()) {
                health.answered(endpoint);
              }
              return (result.succeeded()
                      ? answered(result.result())
                      : failed(endpoint, result.cause()))
                  .eventually(
                      () -> {
                        balancer.finished(endpoint, took);
                        return Future.succeededFuture();
                      });
            });
  }

  private RequestLine line() {
    return new RequestLine(
        exchange.request().method(), exchange.uri(), UpstreamHeaders.host(exchange));
  }

  private Future<BackendAnswer> send(BackendRequest request) {
    upstream = request;
    connected = System.nanoTime();
    reused = request.isReused();
    if (clientGone) {
      request.reset(GONE);
      return Future.failedFuture(GONE);
    }
    UpstreamHeaders.write(exchange, request.headers());
    if (!policy.protocol().isGrpc() && Upgrade.isAskedFor(exchange.request())) {
      Upgrade.askFor(exchange.request(), request.headers());
      arm();
      return request.send();
    }
    if (!exchange.hasBody()) {
      arm();
      return request.send();
    }
    return sendBody(request);
  }

  private Future<BackendAnswer> sendBody(BackendRequest request) {
    if ("100-continue".equalsIgnoreCase(exchange.request().getHeader("expect"))) {
      exchange.response().writeContinue();
    }
    bodyTaken = true;
    WriteStream<Buffer> body = request.body();
    Transfer transfer =
        new Transfer(deadlines, exchange.request(), body, policy.sendTimeout())
            .waitingFor(exchange.snapshot().options().listeners().http().body())
            .atMost(exchange.bodyLimit())
            .ofLength(exchange.bodyLength())
            .shownTo(exchange.changes()::bodyRead);
    transfer
        .run()
        .compose(done -> transfer.end())
        .onSuccess(done -> arm())
        .onFailure(
            cause -> {
              bodyFault = cause;
              request.reset(cause);
            });
    return request.answer();
  }

  private Future<Void> answered(BackendAnswer response) {
    int status = response.status();
    boolean again = RetryPolicy.conditionOf(status).filter(this::mayTryAgain).isPresent();
    if (again) {
      response.reset();
      return attempt();
    }
    Optional<Future<Filter.Verdict>> errorPage = exchange.errorPage(status);
    if (errorPage.isPresent()) {
      response.reset();
      return errorPage.get().mapEmpty();
    }
    return status == Upgrade.SWITCHED
        ? Upgrade.tunnel(deadlines, exchange, response, policy.readTimeout())
        : new Answer(deadlines, exchange, response, policy.readTimeout()).relay();
  }

  private Future<Void> failed(Endpoint endpoint, Throwable cause) {
    if (clientGone) {
      return Future.succeededFuture();
    }
    if (bodyFault instanceof Transfer.BrokenSourceException) {
      return clientBroke();
    }
    if (bodyFault instanceof Transfer.TooLongException) {
      return exchange.answer(413).mapEmpty();
    }
    if (bodyFault instanceof Transfer.IdleException idle) {
      return exchange.answer(idle.isTargets() ? 504 : 408).mapEmpty();
    }
    LOG.atWarn()
        .addKeyValue("endpoint", exchange.attempts().getLast().endpoint())
        .addKeyValue("ingress", exchange.location().ingress())
        .addKeyValue("request", exchange.requestId())
        .addKeyValue("cause", cause.getMessage())
        .log("an endpoint did not answer");
    boolean late = timedOut || isConnectTimeout(cause);
    if (upstream == null) {
      health.unreachable(endpoint);
    } else {
      upstream.reset(cause);
      if (!late && mayUseAnotherConnection()) {
        stale++;
        upstream = null;
        return attempt(endpoint);
      }
    }
    if (mayTryAgain(late ? RetryCondition.TIMEOUT : RetryCondition.ERROR)) {
      timedOut = false;
      upstream = null;
      return attempt();
    }
    return exchange.answer(late ? 504 : 502).mapEmpty();
  }

  /** On HTTP/2 the stream or the connection has got its error already. */
  private Future<Void> clientBroke() {
    if (exchange.request().version() == HttpVersion.HTTP_2) {
      exchange.response().setStatusCode(400);
      return Future.succeededFuture();
    }
    return exchange.answer(400).mapEmpty();
  }

  private boolean mayUseAnotherConnection() {
    return reused
        && stale < MOST_STALE
        && retries.allowsOnAnotherConnection(exchange.request().method(), bodyTaken);
  }

  private boolean mayTryAgain(RetryCondition condition) {
    return !untried.isEmpty()
        && retries.allows(
            exchange.request().method(),
            new RetryPolicy.Failure(upstream != null, bodyTaken, condition),
            exchange.attempts().size() - stale,
            exchange.elapsedNanos());
  }

  /** The pool has a time-out of its own, beside that of the socket. */
  private static boolean isConnectTimeout(Throwable cause) {
    return cause instanceof TimeoutException || cause instanceof ConnectTimeoutException;
  }

  /** An HTTP/2 stream is closed, too, when it has ended as it should. */
  private void clientGone() {
    if (exchange.response().ended()) {
      return;
    }
    clientGone = true;
    if (upstream != null) {
      upstream.reset(GONE);
    }
  }

  private void arm() {
    BackendRequest request = upstream;
    deadline =
        deadlines.start(
            policy.readTimeout().toNanos(),
            () -> {
              timedOut = true;
              request.reset(LATE);
            });
  }

  private void disarm() {
    if (deadline != null) {
      deadline.cancel();
    }
  }
}
