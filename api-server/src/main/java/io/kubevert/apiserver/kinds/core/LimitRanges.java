package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Quantities;
import io.kubevert.client.resource.ResourceType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** LimitRanges. */
public final class LimitRanges implements Strategy {
  static final ResourceType TYPE = new ResourceType("", "v1", "LimitRange", "limitranges", true);

  private LimitRanges() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        TYPE,
        "limitrange",
        List.of("limits"),
        List.of(),
        LimitRange.class,
        new LimitRanges(),
        List.of(Column.objectName(), Column.createdAt()),
        Set.of());
  }

  /** What a container gets that says nothing is at most the maximum and at least the minimum. */
  @Override
  public void setDefaults(ObjectNode range) {
    for (JsonNode limit : range.path("spec").path("limits")) {
      if (limit instanceof ObjectNode object && limit.path("type").asText().equals("Container")) {
        fill(object, "max", "default");
        fill(object, "default", "defaultRequest");
        fill(object, "min", "defaultRequest");
      }
    }
  }

  private static void fill(ObjectNode limit, String from, String to) {
    for (var amount : limit.path(from).properties()) {
      ObjectNode target = limit.withObjectProperty(to);
      if (!target.has(amount.getKey())) {
        target.set(amount.getKey(), amount.getValue());
      }
    }
  }

  @Override
  public void validate(ObjectNode range, FieldErrors errors) {
    JsonNode limits = range.path("spec").path("limits");
    for (int i = 0; i < limits.size(); i++) {
      String at = "spec.limits[" + i + "]";
      if (limits.get(i).path("type").asText("").isEmpty()) {
        errors.required(at + ".type", "");
      }
      order(limits.get(i), "min", "max", at, errors);
      order(limits.get(i), "min", "default", at, errors);
      order(limits.get(i), "default", "max", at, errors);
      order(limits.get(i), "defaultRequest", "default", at, errors);
    }
  }

  private static void order(
      JsonNode limit, String low, String high, String at, FieldErrors errors) {
    for (var amount : limit.path(low).properties()) {
      String upper = limit.path(high).path(amount.getKey()).asText("");
      Optional<BigDecimal> one = Quantities.parse(amount.getValue().asText());
      Optional<BigDecimal> two = Quantities.parse(upper);
      if (one.isPresent() && two.isPresent() && one.get().compareTo(two.get()) > 0) {
        errors.invalid(
            at + "." + low + "[" + amount.getKey() + "]",
            amount.getValue().asText(),
            low
                + " value "
                + amount.getValue().asText()
                + " is greater than "
                + high
                + " value "
                + upper);
      }
    }
  }
}
