package io.kubevert.ingress.feature.passthrough;

import io.kubevert.ingress.feature.IngressScope;
import io.kubevert.ingress.watch.Ingress;
import java.util.List;

/**
 * Reads {@code ssl-passthrough}: TLS connections for the hosts of the Ingress go to the Service of
 * their path {@code /} without being decrypted. Paths and all other annotations count for plain
 * HTTP alone.
 */
public final class SslPassthrough {
  private static final String NAME = "ssl-passthrough";

  private SslPassthrough() {}

  /** Whether it is asked for and can be had. */
  public static boolean read(IngressScope scope) {
    if (!scope.annotations().flag(NAME, false)) {
      return false;
    }
    if (!scope.options().listeners().flags().passthrough()) {
      problem(
          scope,
          "has no effect: the controller runs without --enable-ssl-passthrough, and ends TLS"
              + " itself");
      return false;
    }
    List<Ingress.Rule> rules = scope.ingress().rules();
    rules.stream()
        .map(Ingress.Rule::host)
        .distinct()
        .filter(host -> host.isEmpty() || !hasRoot(rules, host))
        .forEach(
            host ->
                problem(
                    scope,
                    host.isEmpty()
                        ? "needs a host: connections are told apart by that alone"
                        : "needs path / of host " + host + ": its Service gets the connections"));
    return true;
  }

  private static boolean hasRoot(List<Ingress.Rule> rules, String host) {
    return rules.stream().anyMatch(rule -> rule.host().equals(host) && rule.path().equals("/"));
  }

  private static void problem(IngressScope scope, String text) {
    scope.annotations().problem("PassthroughUnavailable", NAME, "annotation " + NAME + " " + text);
  }
}
