package io.kubevert.ingress.feature.unsupported;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;

/**
 * Tells users of each annotation that has no effect. Where it would have kept somebody out, all are
 * answered 503: a guard that is not served must not leave the door open.
 */
public record UnsupportedAnnotations() implements Filter {
  private static final int UNAVAILABLE = 503;
  private static final Set<String> GUARDS = Set.of("auth-url", "auth-tls-secret", "satisfy");
  private static final Set<String> OTHERS =
      Set.of(
          "canary",
          "server-alias",
          "from-to-www-redirect",
          "default-backend",
          "custom-http-errors",
          "custom-headers",
          "connection-proxy-header",
          "proxy-cookie-domain",
          "proxy-cookie-path",
          "proxy-redirect-from",
          "proxy-redirect-to",
          "proxy-ssl-secret",
          "proxy-ssl-verify",
          "limit-rate",
          "limit-rate-after",
          "mirror-target",
          "ssl-passthrough",
          "upstream-hash-by-subset",
          "enable-modsecurity",
          "enable-opentelemetry");

  /** Notes every such annotation; a filter that lets nobody in if one of them is a guard. */
  public static Optional<Filter> read(Annotations annotations) {
    boolean closed = false;
    for (String name : annotations.names()) {
      boolean guard = GUARDS.contains(name);
      closed |= guard;
      if (guard || OTHERS.contains(name)) {
        annotations.problem(
            "UnsupportedAnnotation",
            name,
            "annotation "
                + name
                + " is not served"
                + (guard ? "; requests are answered 503" : " and has no effect"));
      }
    }
    return closed ? Optional.of(new UnsupportedAnnotations()) : Optional.empty();
  }

  /** Whether the Ingress is to be one of two; alone it would take all requests. */
  public static boolean isCanary(Annotations annotations) {
    return annotations.flag("canary", false);
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    return exchange.answer(UNAVAILABLE);
  }
}
