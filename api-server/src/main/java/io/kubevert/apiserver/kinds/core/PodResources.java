package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.validation.Quantities;
import io.kubevert.client.Json;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a pod asks for as a whole: its containers together, or its greatest init container,
 * whichever is more. Pure.
 */
public final class PodResources {
  private PodResources() {}

  /** Requests and limits in the form of a container's {@code resources}. */
  static ObjectNode of(JsonNode spec) {
    ObjectNode resources = Json.object();
    for (String list : new String[] {"requests", "limits"}) {
      ObjectNode amounts = resources.putObject(list);
      amounts(spec, list).forEach((name, amount) -> amounts.put(name, amount.toPlainString()));
    }
    return resources;
  }

  /**
   * The amounts by resource.
   *
   * @param list {@code requests} or {@code limits}
   */
  public static Map<String, BigDecimal> amounts(JsonNode spec, String list) {
    Map<String, BigDecimal> sum = new TreeMap<>();
    for (JsonNode container : spec.path("containers")) {
      parsed(container, list).forEach((name, amount) -> sum.merge(name, amount, BigDecimal::add));
    }
    for (JsonNode container : spec.path("initContainers")) {
      parsed(container, list).forEach((name, amount) -> sum.merge(name, amount, BigDecimal::max));
    }
    return sum;
  }

  private static Map<String, BigDecimal> parsed(JsonNode container, String list) {
    Map<String, BigDecimal> amounts = new TreeMap<>();
    container
        .path("resources")
        .path(list)
        .properties()
        .forEach(
            amount ->
                Quantities.parse(amount.getValue().asText())
                    .ifPresent(parsed -> amounts.put(amount.getKey(), parsed)));
    return amounts;
  }
}
