package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What controllers know of a node.
 *
 * @param podCidr the addresses of its pods; empty until they are assigned
 * @param readyStatus the status of its Ready condition: True, False, also if it has none, or
 *     Unknown
 */
public record Node(
    Metadata metadata,
    Optional<String> podCidr,
    boolean unschedulable,
    List<Taint> taints,
    String readyStatus)
    implements KubeObject {
  private static final String ZONE = "topology.kubernetes.io/zone";

  public static Node of(JsonNode object) {
    JsonNode spec = object.path("spec");
    JsonNode conditions = object.path("status").path("conditions");
    return new Node(
        Metadata.of(object),
        Fields.text(spec.path("podCIDR")),
        spec.path("unschedulable").asBoolean(),
        Fields.list(spec.path("taints"), Taint::of),
        Fields.condition(conditions, "Ready").path("status").asText("False"));
  }

  public String name() {
    return metadata.name();
  }

  public Map<String, String> labels() {
    return metadata.labels();
  }

  public Optional<String> zone() {
    return Optional.ofNullable(labels().get(ZONE));
  }

  public boolean ready() {
    return readyStatus.equals("True");
  }
}
