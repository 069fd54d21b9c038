package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;
import java.util.List;

/**
 * {@code http-redirect-code} and {@code no-tls-redirect-locations}.
 *
 * @param status of redirects to TLS, and to hosts with and without {@code www.}
 * @param plain how paths begin that are never sent to TLS
 */
public record RedirectOptions(int status, List<String> plain) {
  private static final int PERMANENT = 308;

  static RedirectOptions read(Annotations values, List<String> plain) {
    return new RedirectOptions(
        values.number("http-redirect-code", 301, 308).orElse(PERMANENT), plain);
  }
}
