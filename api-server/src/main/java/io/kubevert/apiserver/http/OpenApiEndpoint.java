package io.kubevert.apiserver.http;

import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;

final class OpenApiEndpoint {
  void answer(Exchange exchange) {
    throw new StatusException(Statuses.noSuchPath());
  }
}
