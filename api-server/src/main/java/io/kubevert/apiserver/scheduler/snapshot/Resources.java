package io.kubevert.apiserver.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.Quantities;
import java.math.RoundingMode;

/** An amount of cpu in thousandths and of memory in bytes. */
public record Resources(long milliCpu, long memory) {
  public static final Resources NONE = new Resources(0, 0);

  static Resources of(JsonNode list) {
    return new Resources(amount(list.path("cpu"), 3), amount(list.path("memory"), 0));
  }

  /** Rounded up after so many decimal places; 0 for what is no amount. */
  private static long amount(JsonNode quantity, int places) {
    return Quantities.parse(quantity.asText(""))
        .map(amount -> amount.movePointRight(places).setScale(0, RoundingMode.CEILING).longValue())
        .orElse(0L);
  }

  /**
   * What a pod asks for: the sum of what runs together, or an init container's share if that is
   * more.
   */
  static Resources requestedBy(JsonNode podSpec) {
    Resources together = of(podSpec.path("overhead"));
    for (JsonNode container : podSpec.path("containers")) {
      together = together.plus(requests(container));
    }
    Resources first = NONE;
    for (JsonNode container : podSpec.path("initContainers")) {
      if (container.path("restartPolicy").asText().equals("Always")) {
        together = together.plus(requests(container));
      } else {
        first = first.most(requests(container));
      }
    }
    return together.most(first);
  }

  private static Resources requests(JsonNode container) {
    return of(container.path("resources").path("requests"));
  }

  public Resources plus(Resources other) {
    return new Resources(milliCpu + other.milliCpu, memory + other.memory);
  }

  private Resources most(Resources other) {
    return new Resources(Math.max(milliCpu, other.milliCpu), Math.max(memory, other.memory));
  }
}
