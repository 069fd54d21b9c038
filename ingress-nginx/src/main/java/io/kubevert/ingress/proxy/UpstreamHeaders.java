package io.kubevert.ingress.proxy;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.HeaderNames;
import io.kubevert.ingress.exchange.HopByHop;
import io.kubevert.ingress.option.ForwardedHeaders;
import io.kubevert.ingress.option.RequestHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * The headers that a backend is sent: the client's, and ingress-nginx's own. What a client claims
 * about itself in {@code X-Forwarded-*} is replaced.
 */
final class UpstreamHeaders {
  /** {@code Proxy} would become an environment variable of CGI programs (CVE-2016-5385). */
  private static final HeaderNames NOT_PASSED =
      HeaderNames.of(
          "host",
          "expect",
          "proxy",
          "x-request-id",
          "x-real-ip",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-proto",
          "x-forwarded-scheme",
          "x-scheme",
          "x-original-forwarded-for");

  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-ID");
  private static final CharSequence REAL_IP = HttpHeaders.createOptimized("X-Real-IP");
  private static final CharSequence FOR = HttpHeaders.createOptimized("X-Forwarded-For");
  private static final CharSequence HOST = HttpHeaders.createOptimized("X-Forwarded-Host");
  private static final CharSequence PORT = HttpHeaders.createOptimized("X-Forwarded-Port");
  private static final CharSequence PROTO = HttpHeaders.createOptimized("X-Forwarded-Proto");
  private static final CharSequence FORWARDED_SCHEME =
      HttpHeaders.createOptimized("X-Forwarded-Scheme");
  private static final CharSequence SCHEME = HttpHeaders.createOptimized("X-Scheme");

  private UpstreamHeaders() {}

  static void write(Exchange exchange, MultiMap headers) {
    HttpServerRequest request = exchange.request();
    RequestHeaders passed = exchange.snapshot().options().requestHeaders();
    HopByHop.copyEndToEnd(
        request.headers(), headers, name -> !NOT_PASSED.contains(name) && passed.pass(name));
    joinCookies(headers);
    if (exchange.location().config().upstream().protocol().isGrpc()) {
      headers.set("TE", "trailers");
    }
    Exchange.Client client = exchange.client();
    if (!exchange.requestId().isEmpty()) {
      headers.set(REQUEST_ID, exchange.requestId());
    }
    if (passed.originalUri()) {
      headers.set("X-Original-URI", request.uri());
    }
    headers.set(REAL_IP, client.address());
    String claimed = request.getHeader("x-forwarded-for");
    ForwardedHeaders options = exchange.snapshot().options().forwardedHeaders();
    headers.set(
        FOR,
        options.whole() && claimed != null
            ? claimed + ", " + request.remoteAddress().hostAddress()
            : client.address());
    headers.set(HOST, forwardedHost(exchange, options));
    headers.set(PORT, Integer.toString(client.port()));
    headers.set(PROTO, client.scheme());
    headers.set(FORWARDED_SCHEME, client.scheme());
    headers.set(SCHEME, client.scheme());
    if (claimed != null) {
      headers.set("X-Original-Forwarded-For", claimed);
    }
    exchange
        .location()
        .config()
        .upstream()
        .forwardedPrefix()
        .ifPresent(prefix -> headers.set("X-Forwarded-Prefix", prefix));
    exchange.changes().toUpstream(headers);
  }

  private static String forwardedHost(Exchange exchange, ForwardedHeaders options) {
    String claimed = exchange.request().getHeader("x-forwarded-host");
    boolean believed =
        claimed != null && options.believes(exchange.request().remoteAddress().hostAddress());
    return believed ? claimed : exchange.authority().toString();
  }

  /** The host that the backend is asked for. */
  static String host(Exchange exchange) {
    return exchange
        .location()
        .config()
        .upstream()
        .host()
        .orElseGet(() -> exchange.authority().toString());
  }

  /** HTTP/2 splits a Cookie header, HTTP/1 knows but one (RFC 9113, 8.2.3). */
  private static void joinCookies(MultiMap headers) {
    List<String> cookies = headers.getAll(HttpHeaders.COOKIE);
    if (cookies.size() > 1) {
      headers.set("cookie", String.join("; ", cookies));
    }
  }
}
