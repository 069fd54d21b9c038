package io.kubevert.ingress.feature.upstream;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.UpstreamPolicy;
import io.kubevert.ingress.exchange.UpstreamPolicy.RetryCondition;
import io.kubevert.ingress.exchange.UpstreamTls;
import io.kubevert.ingress.feature.IngressScope;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code backend-protocol}, {@code proxy-connect-timeout}, {@code proxy-read-timeout}, {@code
 * proxy-send-timeout}, {@code proxy-next-upstream*}, {@code upstream-vhost}, {@code
 * x-forwarded-prefix} and {@code service-upstream}.
 */
public final class UpstreamAnnotations {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
  private static final int TRIES = 3;

  private UpstreamAnnotations() {}

  /** What holds for requests of no Ingress. */
  public static UpstreamPolicy defaults() {
    return read(new Annotations(Map.of()), UpstreamTls.DEFAULT, false);
  }

  public static UpstreamPolicy read(IngressScope scope) {
    return read(
        scope.annotations(),
        UpstreamTlsAnnotations.read(scope),
        scope.options().upstreams().retriesAll());
  }

  private static UpstreamPolicy read(Annotations annotations, UpstreamTls tls, boolean retriesAll) {
    return new UpstreamPolicy(
        BackendProtocol.read(annotations),
        tls,
        annotations.time("proxy-connect-timeout", CONNECT_TIMEOUT),
        annotations.time("proxy-read-timeout", READ_TIMEOUT),
        annotations.time("proxy-send-timeout", READ_TIMEOUT),
        retryOn(annotations, retriesAll),
        annotations.number("proxy-next-upstream-tries", 0, 100).orElse(TRIES),
        annotations.time("proxy-next-upstream-timeout", Duration.ZERO),
        host(annotations),
        annotations.headerText("x-forwarded-prefix"),
        annotations.flag("service-upstream", false));
  }

  private static Optional<String> host(Annotations annotations) {
    return annotations.parsed(
        "upstream-vhost",
        text -> text.matches("[A-Za-z0-9._:\\[\\]-]{1,255}") ? Optional.of(text) : Optional.empty(),
        "a host");
  }

  private static Set<RetryCondition> retryOn(Annotations annotations, boolean retriesAll) {
    Set<RetryCondition> fallback = EnumSet.of(RetryCondition.ERROR, RetryCondition.TIMEOUT);
    Set<RetryCondition> conditions =
        annotations
            .parsed(
                "proxy-next-upstream",
                UpstreamAnnotations::conditions,
                "a list of error, timeout, http_500, http_502, http_503, http_504, http_403, http_404,"
                    + " http_429, non_idempotent, or off")
            .orElse(fallback);
    if (retriesAll) {
      conditions.add(RetryCondition.NON_IDEMPOTENT);
    }
    return conditions;
  }

  private static Optional<Set<RetryCondition>> conditions(String text) {
    Set<RetryCondition> conditions = EnumSet.noneOf(RetryCondition.class);
    for (String word : text.toUpperCase(Locale.ROOT).split("\\s+")) {
      Optional<RetryCondition> condition =
          Arrays.stream(RetryCondition.values())
              .filter(each -> each.name().equals(word))
              .findFirst();
      if (condition.isPresent()) {
        conditions.add(condition.get());
      } else if (!word.equals("OFF") && !word.equals("INVALID_HEADER")) {
        return Optional.empty();
      }
    }
    return Optional.of(conditions);
  }
}
