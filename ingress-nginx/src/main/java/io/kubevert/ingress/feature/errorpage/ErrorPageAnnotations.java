package io.kubevert.ingress.feature.errorpage;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.ErrorPages;
import io.kubevert.ingress.feature.IngressScope;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code custom-http-errors}, {@code default-backend} and {@code
 * disable-proxy-intercept-errors}, by which backends' own errors are passed on.
 */
public final class ErrorPageAnnotations {

  private ErrorPageAnnotations() {}

  public static ErrorPages read(IngressScope scope) {
    Annotations annotations = scope.annotations();
    Optional<BackendKey> service =
        annotations
            .parsed(
                "default-backend",
                name -> name.matches("[a-z0-9.-]{1,253}") ? Optional.of(name) : Optional.empty(),
                "the name of a Service")
            .map(scope::inNamespace)
            .map(key -> new BackendKey(key.namespace(), key.name(), BackendKey.FIRST_PORT));
    service.ifPresent(scope::upstream);
    boolean ownAlone = annotations.flag("disable-proxy-intercept-errors", false);
    Set<Integer> statuses =
        annotations
            .parsed(
                "custom-http-errors",
                ErrorPageAnnotations::statuses,
                "a list of statuses from 300 to 599 between commas")
            .orElse(Set.of());
    return new ErrorPages(statuses, ownAlone, service);
  }

  private static Optional<Set<Integer>> statuses(String text) {
    Set<Integer> statuses = new HashSet<>();
    for (String word : text.split(",")) {
      if (!word.strip().matches("[345]\\d\\d")) {
        return Optional.empty();
      }
      statuses.add(Integer.valueOf(word.strip()));
    }
    return Optional.of(Set.copyOf(statuses));
  }
}
