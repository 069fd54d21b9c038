package io.kubevert.ingress.proxy;

import io.kubevert.ingress.balancer.Balancers;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Balancing;
import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.ErrorPages;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.exchange.UpstreamPolicy;
import io.kubevert.ingress.upstream.BackendAnswer;
import io.kubevert.ingress.upstream.Destination;
import io.kubevert.ingress.upstream.RequestLine;
import io.kubevert.ingress.upstream.UpstreamClients;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has another Service answer for an error: it is asked for {@code /}, and told by headers what went
 * wrong with which request.
 */
final class ErrorPage {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorPage.class);

  private static final Throwable LATE =
      VertxException.noStackTrace("no answer came in the time that it may take");

  private final Deadlines deadlines;
  private final UpstreamClients clients;
  private final Balancers balancers;
  private final Exchange exchange;
  private boolean asked;

  ErrorPage(Deadlines deadlines, UpstreamClients clients, Balancers balancers, Exchange exchange) {
    this.deadlines = deadlines;
    this.clients = clients;
    this.balancers = balancers;
    this.exchange = exchange;
  }

  /** Answers for a status; empty when nobody is to, or can. */
  Optional<Future<Filter.Verdict>> answer(int status) {
    ErrorPages pages = exchange.location().config().errorPages();
    if (asked || !pages.statuses().contains(status)) {
      return Optional.empty();
    }
    Optional<BackendKey> service = pages.service().or(exchange.snapshot()::defaultBackend);
    if (service.isEmpty()) {
      return Optional.empty();
    }
    List<Endpoint> endpoints = exchange.snapshot().backend(service.get()).endpoints();
    if (endpoints.isEmpty()) {
      return Optional.empty();
    }
    asked = true;
    Endpoint endpoint =
        balancers.of(service.get(), new Balancing.RoundRobin()).choose(endpoints, exchange);
    return Optional.of(
        ask(endpoint, status)
            .compose(answer -> relay(answer))
            .recover(cause -> smallPage(status, cause)));
  }

  private Future<BackendAnswer> ask(Endpoint endpoint, int status) {
    UpstreamPolicy policy = exchange.location().config().upstream();
    HttpMethod method =
        exchange.request().method() == HttpMethod.HEAD ? HttpMethod.HEAD : HttpMethod.GET;
    RequestLine line = new RequestLine(method, "/", exchange.authority().toString());
    return clients
        .open(Destination.plain(endpoint), line, policy.connectTimeout())
        .compose(
            request -> {
              describe(exchange, status, request.headers());
              Deadlines.Deadline deadline =
                  deadlines.start(policy.readTimeout().toNanos(), () -> request.reset(LATE));
              return request.send().onComplete(answered -> deadline.cancel());
            });
  }

  private Future<Filter.Verdict> relay(BackendAnswer answer) {
    exchange.leaveBodyUnread();
    return new Answer(
            deadlines, exchange, answer, exchange.location().config().upstream().readTimeout())
        .relay()
        .map(Filter.Verdict.ANSWERED);
  }

  private Future<Filter.Verdict> smallPage(int status, Throwable cause) {
    LOG.atWarn()
        .addKeyValue("ingress", exchange.location().ingress())
        .addKeyValue("status", status)
        .addKeyValue("cause", cause.getMessage())
        .log("the backend for errors did not answer");
    return exchange.answer(status);
  }

  /** Tells the Service what went wrong with which request. */
  static void describe(Exchange exchange, int status, MultiMap headers) {
    Location location = exchange.location();
    headers
        .set("X-Code", Integer.toString(status))
        .set("X-Format", orEmpty(exchange.request().getHeader("accept")))
        .set("X-Original-URI", exchange.request().uri())
        .set("X-Namespace", location.ingress().namespace())
        .set("X-Ingress-Name", location.ingress().name())
        .set("X-Service-Name", location.backend().map(BackendKey::service).orElse(""))
        .set("X-Service-Port", location.backend().map(BackendKey::port).orElse(""))
        .set("X-Request-ID", exchange.requestId())
        .set("X-Forwarded-For", exchange.client().address());
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
