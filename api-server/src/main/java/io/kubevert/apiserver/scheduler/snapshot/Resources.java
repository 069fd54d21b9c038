package io.kubevert.apiserver.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;

/** An amount of cpu in thousandths and of memory in bytes. */
public record Resources(long milliCpu, long memory) {
  public static final Resources NONE = new Resources(0, 0);

  static Resources of(JsonNode list) {
    return new Resources(
        Quantity.milli(list.path("cpu").asText("0")),
        Quantity.units(list.path("memory").asText("0")));
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
