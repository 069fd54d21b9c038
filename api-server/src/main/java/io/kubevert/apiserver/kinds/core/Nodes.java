package io.kubevert.apiserver.kinds.core;

import static io.kubevert.apiserver.table.Cells.NONE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Node;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Nodes. */
public final class Nodes implements Strategy {
  private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

  private Nodes() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.NODES,
        "node",
        List.of("no"),
        List.of(),
        Node.class,
        new Nodes(),
        List.of(
            Column.objectName(),
            Column.text("Status", "The status of the node", Nodes::status),
            Column.text("Roles", "The roles of the node", Nodes::roles),
            Column.age(),
            Column.text(
                "Version", "Kubelet Version reported by the node.", n -> info(n, "kubeletVersion")),
            Column.wide("Internal-IP", "Address within the cluster", n -> address(n, "InternalIP")),
            Column.wide("External-IP", "Address from outside", n -> address(n, "ExternalIP")),
            Column.wide(
                "OS-Image", "OS Image reported by the node", n -> known(info(n, "osImage"))),
            Column.wide(
                "Kernel-Version",
                "Kernel Version reported by the node",
                n -> known(info(n, "kernelVersion"))),
            Column.wide(
                "Container-Runtime",
                "ContainerRuntime Version reported by the node",
                n -> known(info(n, "containerRuntimeVersion")))),
        Set.of("status", "proxy"));
  }

  /** A node that registers itself says at once how it is, so its status is kept. */
  @Override
  public void prepareForCreate(ObjectNode node) {
    node.withObject("/spec");
    node.withObject("/status");
  }

  /** The first range of a node's pods stands by itself, too, for those who know but one. */
  @Override
  public void setDefaults(ObjectNode node) {
    ObjectNode spec = node.withObjectProperty("spec");
    String first = spec.path("podCIDR").asText("");
    if (!first.isEmpty() && spec.path("podCIDRs").isEmpty()) {
      spec.putArray("podCIDRs").add(first);
    } else if (first.isEmpty() && !spec.path("podCIDRs").isEmpty()) {
      spec.put("podCIDR", spec.path("podCIDRs").get(0).asText(""));
    }
  }

  @Override
  public void validate(ObjectNode node, FieldErrors errors) {
    NodeValidation.validate(node.path("spec"), errors);
  }

  @Override
  public void validateUpdate(ObjectNode node, ObjectNode old, FieldErrors errors) {
    NodeValidation.validateUpdate(node.path("spec"), old.path("spec"), errors);
  }

  @Override
  public Map<String, String> selectableFields(JsonNode node) {
    return Map.of(
        "spec.unschedulable",
        Boolean.toString(node.path("spec").path("unschedulable").asBoolean()));
  }

  private static String status(JsonNode node) {
    String ready = "Unknown";
    for (JsonNode condition : node.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        ready = condition.path("status").asText().equals("True") ? "Ready" : "NotReady";
      }
    }
    return node.path("spec").path("unschedulable").asBoolean()
        ? ready + ",SchedulingDisabled"
        : ready;
  }

  private static String roles(JsonNode node) {
    Set<String> roles = new TreeSet<>();
    node.path("metadata")
        .path("labels")
        .properties()
        .forEach(
            label -> {
              String key = label.getKey();
              if (key.startsWith(ROLE_PREFIX) && key.length() > ROLE_PREFIX.length()) {
                roles.add(key.substring(ROLE_PREFIX.length()));
              } else if (key.equals("kubernetes.io/role") && !label.getValue().asText().isEmpty()) {
                roles.add(label.getValue().asText());
              }
            });
    return Cells.orNone(String.join(",", roles));
  }

  private static String address(JsonNode node, String type) {
    for (JsonNode address : node.path("status").path("addresses")) {
      if (address.path("type").asText().equals(type)) {
        return address.path("address").asText("");
      }
    }
    return NONE;
  }

  private static String info(JsonNode node, String field) {
    return node.path("status").path("nodeInfo").path(field).asText("");
  }

  private static String known(String text) {
    return text.isEmpty() ? "<unknown>" : text;
  }
}
