package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.Quantities;
import io.kubevert.client.resource.ResourceType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Admission of pods and claims by the LimitRanges of their namespace: pure functions. */
final class LimitRanger {
  private LimitRanger() {}

  /** Gives the containers of a pod the amounts that they do not name. */
  static void setDefaults(ObjectNode pod, Collection<? extends JsonNode> ranges) {
    for (JsonNode range : ranges) {
      for (JsonNode limit : range.path("spec").path("limits")) {
        if (limit.path("type").asText().equals("Container")) {
          containers(pod).forEach(container -> setDefaults((ObjectNode) container, limit));
        }
      }
    }
  }

  private static void setDefaults(ObjectNode container, JsonNode limit) {
    fill(container, "limits", limit.path("default"));
    fill(container, "requests", limit.path("defaultRequest"));
  }

  private static void fill(ObjectNode container, String list, JsonNode amounts) {
    for (var amount : amounts.properties()) {
      ObjectNode known = container.withObject("/resources/" + list);
      if (!known.has(amount.getKey())) {
        known.set(amount.getKey(), amount.getValue());
      }
    }
  }

  /**
   * @throws StatusException if the pod breaks a limit
   */
  static void admitPod(ResourceType type, JsonNode pod, Collection<? extends JsonNode> ranges) {
    List<String> faults = new ArrayList<>();
    for (JsonNode range : ranges) {
      for (JsonNode limit : range.path("spec").path("limits")) {
        switch (limit.path("type").asText()) {
          case "Container" ->
              containers(pod)
                  .forEach(
                      container -> check(limit, "Container", container.path("resources"), faults));
          case "Pod" -> check(limit, "Pod", PodResources.of(pod.path("spec")), faults);
          default -> {}
        }
      }
    }
    refuse(type, pod, faults);
  }

  /**
   * @throws StatusException if the claim breaks a limit
   */
  static void admitClaim(ResourceType type, JsonNode claim, Collection<? extends JsonNode> ranges) {
    List<String> faults = new ArrayList<>();
    for (JsonNode range : ranges) {
      for (JsonNode limit : range.path("spec").path("limits")) {
        if (limit.path("type").asText().equals("PersistentVolumeClaim")) {
          JsonNode resources = claim.path("spec").path("resources");
          bounds(limit.path("min"), "PersistentVolumeClaim", resources.path("requests"), faults);
          most(limit.path("max"), "PersistentVolumeClaim", resources.path("requests"), faults);
        }
      }
    }
    refuse(type, claim, faults);
  }

  private static void refuse(ResourceType type, JsonNode object, List<String> faults) {
    if (!faults.isEmpty()) {
      String why = faults.size() == 1 ? faults.getFirst() : faults.toString();
      throw new StatusException(
          Statuses.forbidden(type, object.path("metadata").path("name").asText(""), why));
    }
  }

  private static void check(JsonNode limit, String what, JsonNode resources, List<String> faults) {
    bounds(limit.path("min"), what, resources.path("requests"), faults);
    most(limit.path("max"), what, resources.path("limits"), faults);
    for (var ratio : limit.path("maxLimitRequestRatio").properties()) {
      ratio(ratio.getKey(), ratio.getValue().asText(), what, resources, faults);
    }
  }

  private static void bounds(JsonNode least, String what, JsonNode requests, List<String> faults) {
    for (var amount : least.properties()) {
      String text =
          "minimum " + amount.getKey() + " usage per " + what + " is " + amount.getValue().asText();
      String asked = requests.path(amount.getKey()).asText("");
      if (asked.isEmpty()) {
        faults.add(text + ".  No request is specified");
      } else if (compare(asked, amount.getValue().asText()) < 0) {
        faults.add(text + ", but request is " + asked);
      }
    }
  }

  private static void most(JsonNode most, String what, JsonNode limits, List<String> faults) {
    for (var amount : most.properties()) {
      String text =
          "maximum " + amount.getKey() + " usage per " + what + " is " + amount.getValue().asText();
      String allowed = limits.path(amount.getKey()).asText("");
      if (allowed.isEmpty()) {
        faults.add(text + ".  No limit is specified");
      } else if (compare(allowed, amount.getValue().asText()) > 0) {
        faults.add(text + ", but limit is " + allowed);
      }
    }
  }

  private static void ratio(
      String resource, String most, String what, JsonNode resources, List<String> faults) {
    Optional<BigDecimal> request =
        Quantities.parse(resources.path("requests").path(resource).asText(""));
    Optional<BigDecimal> limit =
        Quantities.parse(resources.path("limits").path(resource).asText(""));
    String text = resource + " max limit to request ratio per " + what + " is " + most;
    if (request.isEmpty() || request.get().signum() == 0 || limit.isEmpty()) {
      faults.add(text + ", but no request is specified or request is 0");
      return;
    }
    BigDecimal actual = limit.get().divide(request.get(), MathContext.DECIMAL64);
    if (Quantities.parse(most).filter(bound -> actual.compareTo(bound) > 0).isPresent()) {
      faults.add(
          text
              + ", but provided ratio is "
              + String.format(Locale.ROOT, "%f", actual.doubleValue()));
    }
  }

  private static int compare(String one, String two) {
    BigDecimal zero = BigDecimal.ZERO;
    return Quantities.parse(one).orElse(zero).compareTo(Quantities.parse(two).orElse(zero));
  }

  private static List<JsonNode> containers(JsonNode pod) {
    List<JsonNode> containers = new ArrayList<>();
    pod.path("spec").path("initContainers").forEach(containers::add);
    pod.path("spec").path("containers").forEach(containers::add);
    return containers;
  }
}
