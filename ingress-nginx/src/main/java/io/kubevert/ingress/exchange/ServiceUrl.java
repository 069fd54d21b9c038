package io.kubevert.ingress.exchange;

import io.vertx.core.VertxException;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL that an annotation names beside the Services of the rules. Where its host is the DNS name
 * of a Service, as in {@code login.default.svc.cluster.local}, it is reached by the Service's
 * endpoints: the machine that this runs on need not know the cluster's names.
 */
public final class ServiceUrl {
  private static final Pattern SERVICE =
      Pattern.compile(
          "(https?)://([a-z0-9-]{1,63})\\.([a-z0-9-]{1,63})\\.svc(?:\\.[a-z0-9.-]+)?(?::(\\d{1,5}))?"
              + "(?:[/?#].*)?");
  private static final String HTTPS = "https";

  private ServiceUrl() {}

  /** The Service's port that a URL means; empty when it names another host. */
  public static Optional<BackendKey> backend(String url) {
    Matcher matcher = SERVICE.matcher(url);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String fallback = matcher.group(1).equals(HTTPS) ? "443" : "80";
    return Optional.of(
        new BackendKey(
            matcher.group(3),
            matcher.group(2),
            Optional.ofNullable(matcher.group(4)).orElse(fallback)));
  }

  /**
   * A request to a URL.
   *
   * @param url nginx' variables in it are replaced
   * @throws IllegalArgumentException if that is no URL then
   */
  public static RequestOptions request(String url, Exchange exchange) {
    String expanded = Variables.expand(url, exchange);
    RequestOptions options;
    try {
      options = new RequestOptions().setAbsoluteURI(expanded);
    } catch (VertxException e) {
      throw new IllegalArgumentException("\"" + expanded + "\" is no URL", e);
    }
    backend(expanded)
        .map(exchange.snapshot()::backend)
        .filter(backend -> !backend.endpoints().isEmpty())
        .map(backend -> any(backend.endpoints()))
        .ifPresent(
            endpoint ->
                options.setServer(
                    SocketAddress.inetSocketAddress(endpoint.port(), endpoint.host())));
    return options;
  }

  private static Endpoint any(List<Endpoint> endpoints) {
    return endpoints.get(ThreadLocalRandom.current().nextInt(endpoints.size()));
  }
}
