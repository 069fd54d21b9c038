package io.kubevert.ingress;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Objects as users and controllers write them, in the namespace {@code default}. */
final class Manifests {
  static final String PREFIX = "nginx.ingress.kubernetes.io/";

  private Manifests() {}

  /** One path of an Ingress. */
  record Path(String path, String type, String service, Object port) {
    static Path prefix(String path, String service) {
      return new Path(path, "Prefix", service, 80);
    }

    static Path exact(String path, String service) {
      return new Path(path, "Exact", service, 80);
    }

    static Path specific(String path, String service) {
      return new Path(path, "ImplementationSpecific", service, 80);
    }
  }

  static ObjectNode object(String name) {
    ObjectNode object = Json.object();
    object
        .putObject("metadata")
        .put("namespace", "default")
        .put("name", name)
        .put("creationTimestamp", "2026-01-01T00:00:00Z");
    return object;
  }

  static ObjectNode service(String name) {
    ObjectNode service = object(name);
    ObjectNode spec = service.putObject("spec").put("clusterIP", "10.233.1.1");
    spec.putArray("ports").addObject().put("name", "http").put("port", 80);
    return service;
  }

  /** The endpoint of a Service that has just one, ready. */
  static ObjectNode slice(String service, String address, int port) {
    return slice(service, service, address, port, true, false);
  }

  static ObjectNode slice(String service, Backend backend, boolean ready, boolean draining) {
    return slice(service, backend.name(), backend.address(), backend.port(), ready, draining);
  }

  private static ObjectNode slice(
      String service, String name, String address, int port, boolean ready, boolean draining) {
    ObjectNode slice = object(name);
    slice
        .withObjectProperty("metadata")
        .putObject("labels")
        .put("kubernetes.io/service-name", service);
    slice.put("addressType", "IPv4");
    slice.putArray("ports").addObject().put("name", "http").put("port", port);
    ObjectNode endpoint = slice.putArray("endpoints").addObject();
    endpoint.putArray("addresses").add(address);
    endpoint
        .putObject("conditions")
        .put("ready", ready)
        .put("serving", ready || draining)
        .put("terminating", draining);
    return slice;
  }

  static ObjectNode secret(String name, Map<String, String> data) {
    ObjectNode secret = object(name);
    ObjectNode values = secret.putObject("data");
    data.forEach(
        (key, value) ->
            values.put(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return secret;
  }

  static ObjectNode ingress(
      String name, String host, Map<String, String> annotations, Path... paths) {
    ObjectNode ingress = object(name);
    ObjectNode metadata = ingress.withObjectProperty("metadata");
    ObjectNode texts = metadata.putObject("annotations");
    annotations.forEach((key, value) -> texts.put(PREFIX + key, value));
    ObjectNode rule = ingress.putObject("spec").putArray("rules").addObject();
    if (!host.isEmpty()) {
      rule.put("host", host);
    }
    ArrayNode entries = rule.putObject("http").putArray("paths");
    for (Path path : paths) {
      ObjectNode entry = entries.addObject().put("path", path.path).put("pathType", path.type);
      ObjectNode service = entry.putObject("backend").putObject("service");
      service.put("name", path.service);
      ObjectNode port = service.putObject("port");
      if (path.port instanceof Integer number) {
        port.put("number", number);
      } else {
        port.put("name", path.port.toString());
      }
    }
    return ingress;
  }
}
