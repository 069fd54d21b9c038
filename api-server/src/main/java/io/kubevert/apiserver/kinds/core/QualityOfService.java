package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.Quantities;
import java.util.List;

/** The class that a pod's requests and limits put it in. */
final class QualityOfService {
  private QualityOfService() {}

  static String of(JsonNode podSpec) {
    boolean any = false;
    boolean guaranteed = true;
    for (String list : List.of("initContainers", "containers")) {
      for (JsonNode container : podSpec.path(list)) {
        JsonNode resources = container.path("resources");
        for (String resource : List.of("cpu", "memory")) {
          JsonNode limit = resources.path("limits").path(resource);
          JsonNode request = resources.path("requests").path(resource);
          any |= isPositive(limit) || isPositive(request);
          guaranteed &= isPositive(limit) && sameAmount(limit, request);
        }
      }
    }
    if (!any) {
      return "BestEffort";
    }
    return guaranteed ? "Guaranteed" : "Burstable";
  }

  private static boolean isPositive(JsonNode quantity) {
    return Quantities.parse(quantity.asText("")).map(amount -> amount.signum() > 0).orElse(false);
  }

  private static boolean sameAmount(JsonNode limit, JsonNode request) {
    return request.isMissingNode()
        || Quantities.parse(limit.asText(""))
            .flatMap(a -> Quantities.parse(request.asText("")).map(b -> a.compareTo(b) == 0))
            .orElse(false);
  }
}
