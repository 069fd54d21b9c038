package io.kubevert.ingress.feature.externalauth;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.HeaderNames;
import io.kubevert.ingress.exchange.HopByHop;
import io.kubevert.ingress.exchange.ServiceUrl;
import io.kubevert.ingress.exchange.Variables;
import io.kubevert.ingress.option.RequestHeaders;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.RequestOptions;
import java.util.Map;

/** The question to an authentication server: the client's headers, and what it is about. */
final class AuthRequest {
  private static final HeaderNames NOT_PASSED =
      HeaderNames.of(
          "host",
          "expect",
          "proxy",
          "content-length",
          "x-request-id",
          "x-real-ip",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-original-url",
          "x-original-method",
          "x-sent-from",
          "x-auth-request-redirect");

  private final Settings settings;
  private final Map<String, String> sent;
  private final Exchange exchange;

  /**
   * @param sent headers besides; nginx' variables in their values are replaced
   */
  AuthRequest(Settings settings, Map<String, String> sent, Exchange exchange) {
    this.settings = settings;
    this.sent = sent;
    this.exchange = exchange;
  }

  Future<AuthAnswer> send() {
    RequestOptions options;
    try {
      options =
          ServiceUrl.request(settings.url(), exchange)
              .setMethod(settings.method())
              .setConnectTimeout(
                  exchange.location().config().upstream().connectTimeout().toMillis())
              .setTimeout(exchange.location().config().upstream().readTimeout().toMillis());
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return exchange
        .worker()
        .client()
        .request(options)
        .compose(
            request -> {
              write(request.headers());
              return request.send();
            })
        .compose(
            answer ->
                answer.end().map(read -> new AuthAnswer(answer.statusCode(), answer.headers())));
  }

  private void write(MultiMap headers) {
    RequestHeaders passed = exchange.snapshot().options().requestHeaders();
    HopByHop.copyEndToEnd(
        exchange.request().headers(),
        headers,
        name -> !NOT_PASSED.contains(name) && passed.pass(name));
    Exchange.Client client = exchange.client();
    String uri = exchange.request().uri();
    headers
        .set("X-Request-ID", exchange.requestId())
        .set("X-Real-IP", client.address())
        .set("X-Forwarded-For", client.address())
        .set("X-Original-URL", client.scheme() + "://" + exchange.authority() + uri)
        .set("X-Original-Method", exchange.request().method().name())
        .set("X-Sent-From", "nginx-ingress-controller")
        .set(
            "X-Auth-Request-Redirect",
            settings.requestRedirect().map(text -> Variables.expand(text, exchange)).orElse(uri));
    sent.forEach((name, value) -> headers.set(name, Variables.expand(value, exchange)));
  }
}
