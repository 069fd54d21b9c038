package io.kubevert.apiserver.kinds.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.LabelSelectors;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Set;

/** PodDisruptionBudgets. */
public final class PodDisruptionBudgets implements Strategy {
  private static final List<String> POLICIES = List.of("AlwaysAllow", "IfHealthyBudget");

  private PodDisruptionBudgets() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        new ResourceType("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", true),
        "poddisruptionbudget",
        List.of("pdb"),
        List.of(),
        PodDisruptionBudget.class,
        new PodDisruptionBudgets(),
        List.of(
            Column.objectName(),
            Column.text(
                "Min Available",
                "How many pods must stay.",
                object -> object.path("spec").path("minAvailable").asText("N/A")),
            Column.text(
                "Max Unavailable",
                "How many pods may go.",
                object -> object.path("spec").path("maxUnavailable").asText("N/A")),
            Column.number(
                "Allowed Disruptions",
                "How many pods may be evicted now.",
                object -> object.path("status").path("disruptionsAllowed").asInt()),
            Column.age()),
        Set.of("status"));
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public void validate(ObjectNode budget, FieldErrors errors) {
    JsonNode spec = budget.path("spec");
    if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
      errors.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set");
    }
    for (String share : List.of("minAvailable", "maxUnavailable")) {
      validateShare(spec.path(share), "spec." + share, errors);
    }
    LabelSelectors.validate(spec.path("selector"), "spec.selector", errors);
    String policy = spec.path("unhealthyPodEvictionPolicy").asText("");
    if (!policy.isEmpty() && !POLICIES.contains(policy)) {
      errors.notSupported("spec.unhealthyPodEvictionPolicy", policy, POLICIES);
    }
  }

  private static void validateShare(JsonNode share, String path, FieldErrors errors) {
    if (share.isNumber() && share.asLong() < 0) {
      errors.invalid(path, share.asLong(), "must be greater than or equal to 0");
    }
    if (!share.isTextual()) {
      return;
    }
    String text = share.asText();
    if (!text.matches("[0-9]+%")) {
      errors.invalid(
          path,
          text,
          "must be an integer or percentage (e.g '5%', or '100', regex used for validation is"
              + " '[0-9]+%')");
    } else if (text.length() > 3 && !text.equals("100%")) {
      errors.invalid(path, text, "must not be greater than 100%");
    }
  }
}
