package io.kubevert.ingress.exchange;

import java.util.List;
import java.util.Optional;

/**
 * Where a Service's requests go now.
 *
 * @param endpoints sorted, so that equal sets are equal lists
 * @param virtual the Service's own address, for those who want its proxy to choose
 */
public record Backend(List<Endpoint> endpoints, Optional<Endpoint> virtual) {
  public static final Backend NONE = new Backend(List.of(), Optional.empty());
}
