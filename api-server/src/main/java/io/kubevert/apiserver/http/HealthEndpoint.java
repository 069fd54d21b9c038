package io.kubevert.apiserver.http;

import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** {@code /livez}, {@code /readyz} and {@code /healthz}, as a whole and check by check. */
final class HealthEndpoint {
  private final Map<String, BooleanSupplier> checks = new LinkedHashMap<>();

  /**
   * @param store whether the store takes writes
   * @param started whether everything that the server does at start is done
   */
  HealthEndpoint(BooleanSupplier store, BooleanSupplier started) {
    checks.put("ping", () -> true);
    checks.put("store", store);
    checks.put("poststarthook/bootstrap", started);
  }

  /**
   * @throws StatusException if the path names no check
   */
  void answer(Exchange exchange) {
    String path = exchange.info().path();
    String endpoint = path.split("/")[1];
    String check = path.substring(Math.min(path.length(), endpoint.length() + 2));
    Map<String, BooleanSupplier> asked = checks(endpoint, check);
    if (asked.isEmpty()) {
      throw new StatusException(Statuses.noSuchPath());
    }
    boolean healthy = asked.values().stream().allMatch(BooleanSupplier::getAsBoolean);
    if (healthy && !exchange.query().containsKey("verbose")) {
      exchange.text(200, "ok");
    } else {
      exchange.text(healthy ? 200 : 500, listing(endpoint, asked, healthy));
    }
  }

  private Map<String, BooleanSupplier> checks(String endpoint, String check) {
    if (!check.isEmpty()) {
      return checks.containsKey(check) ? Map.of(check, checks.get(check)) : Map.of();
    }
    Map<String, BooleanSupplier> asked = new LinkedHashMap<>(checks);
    if (endpoint.equals("livez")) {
      asked.remove("poststarthook/bootstrap");
    }
    return asked;
  }

  private static String listing(
      String endpoint, Map<String, BooleanSupplier> checks, boolean healthy) {
    StringBuilder text = new StringBuilder();
    checks.forEach(
        (name, check) ->
            text.append(
                check.getAsBoolean() ? "[+]" + name + " ok\n" : "[-]" + name + " failed\n"));
    return text.append(endpoint).append(healthy ? " check passed\n" : " check failed\n").toString();
  }
}
