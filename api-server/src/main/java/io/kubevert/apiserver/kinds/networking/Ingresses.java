package io.kubevert.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.kubevert.apiserver.registry.OtherObjects;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Ingresses. */
public final class Ingresses implements Strategy {
  private Ingresses() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.INGRESSES,
        "ingress",
        List.of("ing"),
        List.of(),
        Ingress.class,
        new Ingresses(),
        List.of(
            Column.objectName(),
            Column.text(
                "Class", "The class of controller that serves it.", Ingresses::ingressClass),
            Column.text("Hosts", "The hosts that it routes.", Ingresses::hosts),
            Column.text("Address", "Where it is reached.", Ingresses::addresses),
            Column.text(
                "Ports",
                "The ports that it is reached at.",
                object -> object.path("spec").path("tls").isEmpty() ? "80" : "80, 443"),
            Column.age()),
        Set.of("status"));
  }

  @Override
  public void validate(ObjectNode ingress, FieldErrors errors) {
    IngressValidation.validate(ingress, errors);
  }

  @Override
  public void admit(ObjectNode ingress, OtherObjects others) {
    DefaultIngressClass.apply(ingress, others.all(ResourceTypes.INGRESS_CLASSES));
  }

  @Override
  public void prepareForCreate(ObjectNode ingress) {
    ingress.putObject("status").putObject("loadBalancer");
  }

  private static String ingressClass(JsonNode ingress) {
    String name = ingress.path("spec").path("ingressClassName").asText("");
    JsonNode annotations = ingress.path("metadata").path("annotations");
    return Cells.orNone(
        name.isEmpty() ? annotations.path("kubernetes.io/ingress.class").asText("") : name);
  }

  private static String hosts(JsonNode ingress) {
    JsonNode rules = ingress.path("spec").path("rules");
    List<String> hosts = new ArrayList<>();
    for (JsonNode rule : rules) {
      if (hosts.size() == 3) {
        return String.join(",", hosts) + " + " + (rules.size() - 3) + " more...";
      }
      if (!rule.path("host").asText("").isEmpty()) {
        hosts.add(rule.path("host").asText());
      }
    }
    return hosts.isEmpty() ? "*" : String.join(",", hosts);
  }

  private static String addresses(JsonNode ingress) {
    TreeSet<String> addresses = new TreeSet<>();
    for (JsonNode address : ingress.path("status").path("loadBalancer").path("ingress")) {
      String ip = address.path("ip").asText("");
      addresses.add(ip.isEmpty() ? address.path("hostname").asText("") : ip);
    }
    return String.join(",", addresses);
  }
}
