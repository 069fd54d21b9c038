package io.kubevert.kubeproxy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;

/** An EndpointSlice as the controller writes it. */
final class SliceObject {
  private final ObjectNode object = Json.object();

  private SliceObject(String service, String addressType) {
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("namespace", "default").put("name", service + "-" + addressType.toLowerCase());
    metadata.putObject("labels").put("kubernetes.io/service-name", service);
    object.put("addressType", addressType);
    object.putArray("endpoints");
  }

  /** A slice with an unnamed port 8080 for each protocol. */
  static SliceObject of(String service) {
    return new SliceObject(service, "IPv4")
        .port("", "TCP", 8080)
        .port("", "UDP", 8080)
        .port("", "SCTP", 8080);
  }

  static SliceObject ofIpv6(String service) {
    return new SliceObject(service, "IPv6")
        .port("", "TCP", 8080)
        .port("", "UDP", 8080)
        .port("", "SCTP", 8080);
  }

  static SliceObject withoutPorts(String service) {
    return new SliceObject(service, "IPv4");
  }

  static SliceObject withoutPortsIpv6(String service) {
    return new SliceObject(service, "IPv6");
  }

  /** One of several slices of a Service. */
  SliceObject called(String name) {
    object.withObjectProperty("metadata").put("name", name);
    return this;
  }

  SliceObject label(String name, String value) {
    object.withObjectProperty("metadata").withObjectProperty("labels").put(name, value);
    return this;
  }

  SliceObject annotation(String name, String value) {
    object.withObjectProperty("metadata").withObjectProperty("annotations").put(name, value);
    return this;
  }

  /** Says whom the endpoint that was added last is meant for; empty names are no hint. */
  SliceObject hints(String zone, String node) {
    ArrayNode endpoints = object.withArrayProperty("endpoints");
    ObjectNode last = (ObjectNode) endpoints.get(endpoints.size() - 1);
    if (!zone.isEmpty()) {
      last.withObjectProperty("hints").withArrayProperty("forZones").addObject().put("name", zone);
    }
    if (!node.isEmpty()) {
      last.withObjectProperty("hints").withArrayProperty("forNodes").addObject().put("name", node);
    }
    return this;
  }

  SliceObject port(String name, String protocol, int port) {
    ObjectNode added = object.withArrayProperty("ports").addObject();
    added.put("name", name).put("protocol", protocol).put("port", port);
    return this;
  }

  SliceObject ready(String address, String node) {
    return endpoint(address, node, true, true, false);
  }

  SliceObject endpoint(
      String address, String node, boolean ready, boolean serving, boolean terminating) {
    ObjectNode added = object.withArrayProperty("endpoints").addObject();
    added.putArray("addresses").add(address);
    added.put("nodeName", node);
    ObjectNode conditions = added.putObject("conditions");
    conditions.put("ready", ready).put("serving", serving).put("terminating", terminating);
    return this;
  }

  ObjectNode json() {
    return object;
  }
}
