package io.kubevert.ingress.feature.answer;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code proxy-cookie-domain} and {@code proxy-cookie-path}: changes these attributes of the
 * cookies that backends set.
 */
public record ProxyCookies(Optional<Replacement> domain, Optional<Replacement> path)
    implements Filter {

  public static Optional<Filter> read(Annotations annotations) {
    Optional<Replacement> domain = replacement(annotations, "proxy-cookie-domain");
    Optional<Replacement> path = replacement(annotations, "proxy-cookie-path");
    return domain.isEmpty() && path.isEmpty()
        ? Optional.empty()
        : Optional.of(new ProxyCookies(domain, path));
  }

  private static Optional<Replacement> replacement(Annotations annotations, String name) {
    return annotations
        .headerText(name)
        .flatMap(
            text -> annotations.parsed(name, Replacement::pair, "off, or what to replace by what"))
        .flatMap(replacement -> replacement);
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    exchange
        .changes()
        .onBackendAnswer(
            () -> {
              MultiMap headers = exchange.response().headers();
              List<String> cookies = headers.getAll("set-cookie");
              if (!cookies.isEmpty()) {
                headers.set("set-cookie", cookies.stream().map(this::change).toList());
              }
            });
    return PASS;
  }

  private String change(String cookie) {
    return Arrays.stream(cookie.split(";"))
        .map(part -> change(part, "domain", domain, true))
        .map(part -> change(part, "path", path, false))
        .collect(Collectors.joining(";"));
  }

  /** A leading dot of a domain means nothing (RFC 6265, 5.2.3). */
  private static String change(
      String part, String attribute, Optional<Replacement> replacement, boolean dotted) {
    int equals = part.indexOf('=');
    if (replacement.isEmpty()
        || equals < 0
        || !part.substring(0, equals).strip().equalsIgnoreCase(attribute)) {
      return part;
    }
    String value = part.substring(equals + 1).strip();
    String compared = dotted && value.startsWith(".") ? value.substring(1) : value;
    return replacement
        .get()
        .apply(compared)
        .map(replaced -> part.substring(0, equals + 1) + replaced)
        .orElse(part);
  }
}
