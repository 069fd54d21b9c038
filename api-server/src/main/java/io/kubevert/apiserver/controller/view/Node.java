package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.Quantities;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What controllers know of a node.
 *
 * @param podCidr the addresses of its pods; empty until they are assigned
 * @param readyStatus the status of its Ready condition: True, False, also if it has none, or
 *     Unknown
 * @param allocatableCpu the processors that its pods may use; zero where it does not say
 */
public record Node(
    Metadata metadata,
    Optional<String> podCidr,
    boolean unschedulable,
    List<Taint> taints,
    String readyStatus,
    BigDecimal allocatableCpu)
    implements KubeObject {
  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final List<String> CONTROL_PLANE =
      List.of("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master");

  public static Node of(JsonNode object) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    return new Node(
        Metadata.of(object),
        Fields.text(spec.path("podCIDR")),
        spec.path("unschedulable").asBoolean(),
        Fields.list(spec.path("taints"), Taint::of),
        Fields.condition(status.path("conditions"), "Ready").path("status").asText("False"),
        Quantities.parse(status.path("allocatable").path("cpu").asText()).orElse(BigDecimal.ZERO));
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

  /** Whether it is there for the control plane and not for pods. */
  public boolean controlPlane() {
    return CONTROL_PLANE.stream().anyMatch(labels()::containsKey);
  }
}
