package io.kubevert.ingress.exchange;

import java.util.Optional;
import java.util.Set;

/**
 * {@code custom-http-errors}, {@code disable-proxy-intercept-errors} and {@code default-backend}.
 *
 * @param statuses that somebody else answers for
 * @param ownAlone whether what a backend answers is passed on all the same
 * @param service who; empty for the controller's default backend
 */
public record ErrorPages(Set<Integer> statuses, boolean ownAlone, Optional<BackendKey> service) {
  public static final ErrorPages NONE = new ErrorPages(Set.of(), false, Optional.empty());
}
