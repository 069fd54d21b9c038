package io.kubevert.ingress.feature.access;

import java.util.Map;

/** What a {@link Guard} says of a request. */
public sealed interface Decision {
  /** It may come in. */
  record Admitted() implements Decision {}

  /**
   * It may not.
   *
   * @param headers of the answer
   */
  record Refused(int status, Map<String, String> headers) implements Decision {}
}
