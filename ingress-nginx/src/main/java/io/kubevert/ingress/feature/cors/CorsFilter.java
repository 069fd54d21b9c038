package io.kubevert.ingress.feature.cors;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/**
 * {@code enable-cors} and {@code cors-*}: adds the headers of the CORS protocol to answers, and
 * answers preflights with 204.
 *
 * @param origins those allowed; {@code *} for all, {@code https://*.example.com} for subdomains
 * @param exposed empty for none
 */
public record CorsFilter(
    List<String> origins,
    String methods,
    String headers,
    Optional<String> exposed,
    boolean credentials,
    int maxAge)
    implements Filter {
  private static final int NO_CONTENT = 204;
  private static final int MAX_AGE = 1_728_000;
  private static final String METHODS = "GET, PUT, POST, DELETE, PATCH, OPTIONS";
  private static final String HEADERS =
      "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,"
          + "Range,Authorization";

  public static Optional<Filter> read(Annotations annotations) {
    if (!annotations.flag("enable-cors", false)) {
      return Optional.empty();
    }
    List<String> origins = annotations.list("cors-allow-origin");
    return Optional.of(
        new CorsFilter(
            origins.isEmpty() ? List.of("*") : origins,
            annotations.headerText("cors-allow-methods").orElse(METHODS),
            annotations.headerText("cors-allow-headers").orElse(HEADERS),
            annotations.headerText("cors-expose-headers"),
            annotations.flag("cors-allow-credentials", true),
            annotations.number("cors-max-age", 0, Integer.MAX_VALUE).orElse(MAX_AGE)));
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    Optional<String> allowed = allowed(exchange.request().getHeader("origin"));
    if (allowed.isEmpty()) {
      return PASS;
    }
    boolean preflight = exchange.request().method().equals(HttpMethod.OPTIONS);
    exchange.changes().onAnswer(answer -> write(answer, allowed.get(), preflight));
    return preflight ? exchange.answer(NO_CONTENT) : PASS;
  }

  private Optional<String> allowed(String origin) {
    if (origins.contains("*")) {
      return Optional.of("*");
    }
    return Optional.ofNullable(origin)
        .filter(asked -> origins.stream().anyMatch(each -> matches(each, asked)));
  }

  private static boolean matches(String allowed, String origin) {
    int star = allowed.indexOf("*.");
    if (star < 0) {
      return allowed.equals(origin);
    }
    String scheme = allowed.substring(0, star);
    String domain = allowed.substring(star + 1);
    return origin.length() > scheme.length() + domain.length()
        && origin.startsWith(scheme)
        && origin.endsWith(domain)
        && origin.substring(scheme.length(), origin.length() - domain.length()).indexOf('/') < 0;
  }

  private void write(MultiMap answer, String origin, boolean preflight) {
    answer.set("Access-Control-Allow-Origin", origin);
    if (!origin.equals("*")) {
      answer.add("Vary", "Origin");
    }
    if (credentials) {
      answer.set("Access-Control-Allow-Credentials", "true");
    }
    answer.set("Access-Control-Allow-Methods", methods);
    answer.set("Access-Control-Allow-Headers", headers);
    exposed.ifPresent(text -> answer.set("Access-Control-Expose-Headers", text));
    if (preflight) {
      answer.set("Access-Control-Max-Age", Integer.toString(maxAge));
    }
  }
}
