package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;

/**
 * {@code hsts}, {@code hsts-max-age}, {@code hsts-include-subdomains}, {@code hsts-preload} (RFC
 * 6797).
 *
 * @param value of the header
 */
public record StrictTransportSecurity(boolean enabled, String value) {
  private static final int YEAR_SECONDS = 31_536_000;

  static StrictTransportSecurity read(Annotations values) {
    String value =
        "max-age="
            + values.number("hsts-max-age", 0, Integer.MAX_VALUE).orElse(YEAR_SECONDS)
            + (values.flag("hsts-include-subdomains", true) ? "; includeSubDomains" : "")
            + (values.flag("hsts-preload", false) ? "; preload" : "");
    return new StrictTransportSecurity(values.flag("hsts", true), value);
  }
}
