package io.kubevert.ingress.feature.externalauth;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.feature.IngressScope;
import io.kubevert.ingress.option.HeaderOptions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** {@code auth-proxy-set-headers}: a ConfigMap of headers for the authentication server alone. */
final class AuthHeaders {
  private static final String NAME = "auth-proxy-set-headers";

  /** They say where a request goes and ends, which is not for an object to say. */
  private static final Set<String> REFUSED =
      Set.of("host", "connection", "content-length", "transfer-encoding", "te", "upgrade");

  private AuthHeaders() {}

  /** Reads them; empty when there are some, and the ConfigMap is not to be had. */
  static Optional<Map<String, String>> read(IngressScope scope) {
    Annotations annotations = scope.annotations();
    Optional<String> reference = annotations.text(NAME);
    if (reference.isEmpty()) {
      return Optional.of(Map.of());
    }
    return scope
        .configMap(NAME, reference.get())
        .map(found -> headers(annotations, found.data()))
        .or(() -> missing(annotations, reference.get()));
  }

  private static Map<String, String> headers(Annotations annotations, Map<String, String> data) {
    Map<String, String> headers = new TreeMap<>();
    data.forEach(
        (name, value) -> {
          if (HeaderOptions.isHeader(name, value.strip())
              && !REFUSED.contains(name.toLowerCase(Locale.ROOT))) {
            headers.put(name, value.strip());
          } else {
            annotations.problem(
                "HeaderRefused",
                NAME,
                "annotation " + NAME + ": " + name + " cannot be set so; it is left out");
          }
        });
    return Map.copyOf(headers);
  }

  private static Optional<Map<String, String>> missing(Annotations annotations, String reference) {
    annotations.problem(
        "ConfigMapUnusable",
        NAME,
        "annotation "
            + NAME
            + ": there is no ConfigMap "
            + reference
            + " in the Ingress's namespace; requests are answered 500");
    return Optional.empty();
  }
}
