package io.kubevert.kubeproxy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;

/** A Service as a user writes it, port 80 to 8080 unless told otherwise. */
final class ServiceObject {
  private final ObjectNode object = Json.object();

  private ServiceObject(String name, String... clusterIps) {
    object.putObject("metadata").put("namespace", "default").put("name", name);
    spec().put("type", "ClusterIP");
    if (clusterIps.length > 0) {
      spec().put("clusterIP", clusterIps[0]);
      for (String ip : clusterIps) {
        spec().withArrayProperty("clusterIPs").add(ip);
      }
    }
  }

  static ServiceObject named(String name, String... clusterIps) {
    return new ServiceObject(name, clusterIps);
  }

  ServiceObject tcp(int port) {
    return port("", "TCP", port, 0);
  }

  ServiceObject port(String name, String protocol, int port, int nodePort) {
    ObjectNode added = spec().withArrayProperty("ports").addObject();
    added.put("name", name).put("protocol", protocol).put("port", port);
    if (nodePort != 0) {
      added.put("nodePort", nodePort);
      if (spec().path("type").asText().equals("ClusterIP")) {
        spec().put("type", "NodePort");
      }
    }
    return this;
  }

  /** For as long as it is when nobody says how long. */
  ServiceObject affinity() {
    spec().put("sessionAffinity", "ClientIP");
    return this;
  }

  ServiceObject affinity(int seconds) {
    affinity();
    spec()
        .withObjectProperty("sessionAffinityConfig")
        .withObjectProperty("clientIP")
        .put("timeoutSeconds", seconds);
    return this;
  }

  ServiceObject internalPolicy(String policy) {
    spec().put("internalTrafficPolicy", policy);
    return this;
  }

  ServiceObject externalPolicy(String policy) {
    spec().put("externalTrafficPolicy", policy);
    return this;
  }

  /** Empty for none. */
  ServiceObject trafficDistribution(String distribution) {
    if (!distribution.isEmpty()) {
      spec().put("trafficDistribution", distribution);
    }
    return this;
  }

  ServiceObject externalIp(String address) {
    spec().withArrayProperty("externalIPs").add(address);
    return this;
  }

  ServiceObject loadBalancer(String address, String ipMode, String... sourceRanges) {
    spec().put("type", "LoadBalancer");
    for (String range : sourceRanges) {
      spec().withArrayProperty("loadBalancerSourceRanges").add(range);
    }
    object
        .withObjectProperty("status")
        .withObjectProperty("loadBalancer")
        .withArrayProperty("ingress")
        .addObject()
        .put("ip", address)
        .put("ipMode", ipMode);
    return this;
  }

  ServiceObject type(String type) {
    spec().put("type", type);
    return this;
  }

  ServiceObject healthCheckNodePort(int port) {
    spec().put("healthCheckNodePort", port);
    return this;
  }

  ServiceObject annotation(String name, String value) {
    object.withObjectProperty("metadata").withObjectProperty("annotations").put(name, value);
    return this;
  }

  ServiceObject label(String name, String value) {
    object.withObjectProperty("metadata").withObjectProperty("labels").put(name, value);
    return this;
  }

  ObjectNode json() {
    return object;
  }

  private ObjectNode spec() {
    return object.withObjectProperty("spec");
  }
}
