package io.kubevert.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Set;

/** NetworkPolicies. */
public final class NetworkPolicies implements Strategy {
  private NetworkPolicies() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        new ResourceType("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", true),
        "networkpolicy",
        List.of("netpol"),
        List.of(),
        NetworkPolicy.class,
        new NetworkPolicies(),
        List.of(
            Column.objectName(),
            Column.text(
                "Pod-Selector",
                "The pods that it applies to.",
                object -> Cells.selector(object.path("spec").path("podSelector"))),
            Column.age()),
        Set.of());
  }

  @Override
  public void setDefaults(ObjectNode policy) {
    ObjectNode spec = policy.withObject("/spec");
    for (String direction : List.of("ingress", "egress")) {
      for (JsonNode rule : spec.path(direction)) {
        for (JsonNode port : rule.path("ports")) {
          if (port instanceof ObjectNode object && !object.has("protocol")) {
            object.put("protocol", "TCP");
          }
        }
      }
    }
    if (spec.path("policyTypes").isEmpty()) {
      ArrayNode types = spec.putArray("policyTypes").add("Ingress");
      if (!spec.path("egress").isEmpty()) {
        types.add("Egress");
      }
    }
  }

  @Override
  public List<String> warnings(JsonNode policy) {
    return List.of("no node enforces network policies: this one is kept, and has no effect");
  }

  @Override
  public void validate(ObjectNode policy, FieldErrors errors) {
    NetworkPolicyValidation.validate(policy.path("spec"), errors);
  }
}
