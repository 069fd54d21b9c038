package io.kubevert.ingress.exchange;

import java.util.Optional;
import java.util.Set;

/**
 * {@code custom-http-errors} and {@code default-backend}.
 *
 * @param statuses that somebody else answers for
 * @param service who; empty for the controller's default backend
 */
public record ErrorPages(Set<Integer> statuses, Optional<BackendKey> service) {
  public static final ErrorPages NONE = new ErrorPages(Set.of(), Optional.empty());
}
