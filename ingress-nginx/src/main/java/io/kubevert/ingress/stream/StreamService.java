package io.kubevert.ingress.stream;

import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.exchange.BackendKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one port leads to.
 *
 * @param decode whether a connection begins with the PROXY protocol's head
 * @param encode whether the backend is sent one
 */
record StreamService(int port, BackendKey backend, boolean decode, boolean encode) {
  private static final int MOST_PORT = 65_535;

  /** {@code namespace/service:port[:PROXY][:PROXY]}, the first for the client's side. */
  private static final Pattern VALUE =
      Pattern.compile("([a-z0-9-]+)/([a-z0-9-]+):([a-z0-9-]+)(?::(PROXY)?)?(?::(PROXY)?)?");

  /** Reads a ConfigMap's entries: a port, and what it leads to. */
  static Set<StreamService> read(Map<String, String> data, List<Problem> problems) {
    Set<StreamService> services = new HashSet<>();
    data.forEach(
        (port, value) -> {
          Matcher matcher = VALUE.matcher(value.strip());
          if (!isPort(port) || !matcher.matches()) {
            problems.add(
                new Problem(
                    "InvalidService",
                    port,
                    "entry "
                        + port
                        + ": "
                        + value
                        + " is not a port and namespace/service:port[:PROXY][:PROXY]"));
          } else {
            services.add(
                new StreamService(
                    Integer.parseInt(port),
                    new BackendKey(matcher.group(1), matcher.group(2), matcher.group(3)),
                    matcher.group(4) != null,
                    matcher.group(5) != null));
          }
        });
    return services;
  }

  private static boolean isPort(String text) {
    return text.matches("[1-9]\\d{0,4}") && Integer.parseInt(text) <= MOST_PORT;
  }
}
