package io.kubevert.apiserver.bootstrap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ObjectMeta;
import io.kubevert.client.Json;
import java.time.Instant;
import java.util.List;

/** What the objects that the server keeps look like: pure functions of its addresses. */
final class SystemObjects {
  static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");
  static final String NAME = "kubernetes";
  private static final int SERVICE_PORT = 443;

  private SystemObjects() {}

  static ObjectNode namespace(String name) {
    ObjectNode namespace = Json.object();
    namespace.putObject("metadata").put("name", name);
    return namespace;
  }

  static ObjectNode serviceCidr(List<String> ranges) {
    ObjectNode cidr = Json.object();
    cidr.putObject("metadata").put("name", NAME);
    ArrayNode cidrs = cidr.putObject("spec").putArray("cidrs");
    ranges.forEach(cidrs::add);
    return cidr;
  }

  /** An Event that warns of something about an object of no namespace. */
  static ObjectNode warning(
      ObjectNode object, String component, String reason, String message, Instant now) {
    ObjectNode event = Json.object();
    event.putObject("metadata").put("generateName", NAME + ".");
    ObjectNode involved = event.putObject("involvedObject");
    involved.set("apiVersion", object.get("apiVersion"));
    involved.set("kind", object.get("kind"));
    involved.set("name", object.path("metadata").get("name"));
    involved.set("uid", object.path("metadata").get("uid"));
    String time = ObjectMeta.timestamp(now);
    event.put("type", "Warning").put("reason", reason).put("message", message);
    event.put("firstTimestamp", time).put("lastTimestamp", time).put("count", 1);
    event.put("reportingComponent", component).put("reportingInstance", "");
    event.putObject("source").put("component", component);
    return event;
  }

  static ObjectNode service(String clusterIp, int port) {
    ObjectNode service = Json.object();
    ObjectNode labels = service.putObject("metadata").put("name", NAME).putObject("labels");
    labels.put("component", "apiserver").put("provider", "kubernetes");
    ObjectNode spec = service.putObject("spec");
    spec.put("type", "ClusterIP").put("clusterIP", clusterIp);
    spec.putArray("clusterIPs").add(clusterIp);
    spec.put("sessionAffinity", "None");
    ObjectNode each = spec.putArray("ports").addObject();
    each.put("name", "https").put("protocol", "TCP").put("port", SERVICE_PORT);
    each.put("targetPort", port);
    return service;
  }

  static ObjectNode endpoints(String address, int port) {
    ObjectNode endpoints = Json.object();
    ObjectNode metadata = endpoints.putObject("metadata").put("name", NAME);
    metadata.putObject("labels").put("endpointslice.kubernetes.io/skip-mirror", "true");
    ObjectNode subset = endpoints.putArray("subsets").addObject();
    subset.putArray("addresses").addObject().put("ip", address);
    ObjectNode each = subset.putArray("ports").addObject();
    each.put("name", "https").put("port", port).put("protocol", "TCP");
    return endpoints;
  }

  static ObjectNode endpointSlice(String address, int port) {
    ObjectNode slice = Json.object();
    ObjectNode metadata = slice.putObject("metadata").put("name", NAME);
    metadata.putObject("labels").put("kubernetes.io/service-name", NAME);
    slice.put("addressType", address.contains(":") ? "IPv6" : "IPv4");
    ObjectNode endpoint = slice.putArray("endpoints").addObject();
    endpoint.putArray("addresses").add(address);
    endpoint.putObject("conditions").put("ready", true);
    ObjectNode each = slice.putArray("ports").addObject();
    each.put("name", "https").put("port", port).put("protocol", "TCP");
    return slice;
  }
}
