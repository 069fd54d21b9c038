package io.kubevert.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.Conversion;

/**
 * Ingresses of the versions that Kubernetes 1.22 dropped, {@code networking.k8s.io/v1beta1} and
 * {@code extensions/v1beta1}, which are alike. Nothing is lost in either direction, so old
 * manifests work unchanged.
 */
final class IngressConversion implements Conversion {
  private final String apiVersion;

  /**
   * @param apiVersion {@code networking.k8s.io/v1beta1} or {@code extensions/v1beta1}
   */
  IngressConversion(String apiVersion) {
    this.apiVersion = apiVersion;
  }

  @Override
  public ObjectNode toStored(ObjectNode old) {
    ObjectNode ingress = old.deepCopy();
    ingress.put("apiVersion", "networking.k8s.io/v1");
    if (!(ingress.path("spec") instanceof ObjectNode spec)) {
      return ingress;
    }
    rename(spec, "backend", "defaultBackend");
    backendToV1(spec.path("defaultBackend"));
    for (JsonNode rule : spec.path("rules")) {
      for (JsonNode path : rule.path("http").path("paths")) {
        if (path instanceof ObjectNode object && !object.hasNonNull("pathType")) {
          object.put("pathType", "ImplementationSpecific");
        }
        backendToV1(path.path("backend"));
      }
    }
    return ingress;
  }

  @Override
  public ObjectNode fromStored(ObjectNode current) {
    ObjectNode ingress = current.deepCopy();
    ingress.put("apiVersion", apiVersion);
    if (!(ingress.path("spec") instanceof ObjectNode spec)) {
      return ingress;
    }
    rename(spec, "defaultBackend", "backend");
    backendFromV1(spec.path("backend"));
    for (JsonNode rule : spec.path("rules")) {
      rule.path("http").path("paths").forEach(path -> backendFromV1(path.path("backend")));
    }
    return ingress;
  }

  private static void backendToV1(JsonNode backend) {
    if (!(backend instanceof ObjectNode object)
        || !object.has("serviceName") && !object.has("servicePort")) {
      return;
    }
    ObjectNode service = object.putObject("service");
    service.put("name", object.path("serviceName").asText(""));
    JsonNode port = object.path("servicePort");
    if (port.isNumber()) {
      service.putObject("port").set("number", port);
    } else if (port.isTextual()) {
      service.putObject("port").set("name", port);
    }
    object.remove("serviceName");
    object.remove("servicePort");
  }

  private static void backendFromV1(JsonNode backend) {
    if (!(backend instanceof ObjectNode object) || !object.path("service").isObject()) {
      return;
    }
    JsonNode service = object.remove("service");
    object.set("serviceName", service.path("name"));
    JsonNode port = service.path("port");
    if (port.has("number")) {
      object.set("servicePort", port.get("number"));
    } else if (port.has("name")) {
      object.set("servicePort", port.get("name"));
    }
  }

  private static void rename(ObjectNode object, String from, String to) {
    if (object.has(from)) {
      object.set(to, object.remove(from));
    }
  }
}
