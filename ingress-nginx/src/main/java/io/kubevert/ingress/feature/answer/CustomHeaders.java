package io.kubevert.ingress.feature.answer;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.feature.IngressScope;
import io.kubevert.ingress.option.HeaderOptions;
import io.kubevert.ingress.watch.ConfigMap;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code custom-headers}: a ConfigMap of the Ingress's namespace holds headers that are added to
 * answers. Only those that the controller's option {@code global-allowed-response-headers} names
 * are.
 */
public record CustomHeaders(Map<String, String> headers) implements Filter {

  public static Optional<Filter> read(IngressScope scope) {
    Annotations annotations = scope.annotations();
    Optional<String> reference = annotations.text("custom-headers");
    if (reference.isEmpty()) {
      return Optional.empty();
    }
    Optional<ConfigMap> configMap = scope.configMap("custom-headers", reference.get());
    if (configMap.isEmpty()) {
      annotations.problem(
          "ConfigMapUnusable",
          "custom-headers",
          "annotation custom-headers: there is no ConfigMap "
              + reference.get()
              + "; no header is added");
      return Optional.empty();
    }
    Map<String, String> headers = new TreeMap<>();
    configMap
        .get()
        .data()
        .forEach(
            (name, value) -> {
              if (isAllowed(scope, name, value.strip())) {
                headers.put(name, value.strip());
              }
            });
    return headers.isEmpty()
        ? Optional.empty()
        : Optional.of(new CustomHeaders(Collections.unmodifiableMap(headers)));
  }

  private static boolean isAllowed(IngressScope scope, String name, String value) {
    boolean allowed = scope.options().headers().allowed().contains(name.toLowerCase(Locale.ROOT));
    boolean valid = HeaderOptions.isHeader(name, value);
    if (!allowed || !valid) {
      scope
          .annotations()
          .problem(
              "HeaderRefused",
              "custom-headers",
              "annotation custom-headers: "
                  + name
                  + (valid
                      ? " is not among the controller's global-allowed-response-headers"
                      : " or its value cannot be a header")
                  + "; it is left out");
    }
    return allowed && valid;
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    exchange.changes().onAnswer(answer -> headers.forEach(answer::set));
    return PASS;
  }
}
