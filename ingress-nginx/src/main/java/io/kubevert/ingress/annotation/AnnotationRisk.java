package io.kubevert.ingress.annotation;

import java.util.Set;

/**
 * How much somebody can do to others by an annotation, as ingress-nginx ranks them for {@code
 * annotations-risk-level}. Snippets, the critical ones, are refused by themselves.
 */
public enum AnnotationRisk {
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL;

  private static final Set<String> OF_HIGH_RISK =
      Set.of(
          "auth-signin",
          "auth-tls-error-page",
          "auth-tls-match-cn",
          "auth-url",
          "mirror-host",
          "mirror-target",
          "modsecurity-transaction-id",
          "proxy-ssl-name",
          "server-alias",
          "upstream-hash-by");

  private static final Set<String> OF_MEDIUM_RISK =
      Set.of(
          "affinity-mode",
          "allowlist-source-range",
          "app-root",
          "auth-cache-duration",
          "auth-cache-key",
          "auth-proxy-set-headers",
          "auth-realm",
          "auth-request-redirect",
          "auth-response-headers",
          "auth-secret",
          "auth-signin-redirect-param",
          "auth-tls-secret",
          "auth-tls-verify-client",
          "canary-by-cookie",
          "canary-by-header",
          "canary-by-header-pattern",
          "canary-by-header-value",
          "cors-allow-headers",
          "cors-allow-methods",
          "cors-allow-origin",
          "cors-expose-headers",
          "custom-headers",
          "denylist-source-range",
          "fastcgi-index",
          "fastcgi-params-configmap",
          "force-ssl-redirect",
          "opentelemetry-operation-name",
          "permanent-redirect",
          "preserve-trailing-slash",
          "proxy-body-size",
          "proxy-cookie-domain",
          "proxy-cookie-path",
          "proxy-next-upstream",
          "proxy-redirect-from",
          "proxy-redirect-to",
          "proxy-ssl-ciphers",
          "proxy-ssl-secret",
          "rewrite-target",
          "session-cookie-domain",
          "session-cookie-expires",
          "session-cookie-max-age",
          "session-cookie-name",
          "session-cookie-path",
          "temporal-redirect",
          "whitelist-source-range",
          "x-forwarded-prefix");

  /** The risk of an annotation. */
  static AnnotationRisk of(String name) {
    return OF_HIGH_RISK.contains(name) ? HIGH : OF_MEDIUM_RISK.contains(name) ? MEDIUM : LOW;
  }
}
