package io.kubevert.benchmarks.proxy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;

/** Services and their endpoints, as many as wanted; one number names the same ones everywhere. */
record Cluster(int services, int endpoints) {
  static final String POD_CIDR = "10.64.0.0/10";
  static final String SERVICE_CIDR = "10.128.0.0/10";
  static final int PORT = 80;
  static final int TARGET_PORT = 8_080;

  private static final int FIRST_POD = 10 << 24 | 64 << 16;
  private static final int FIRST_SERVICE = 10 << 24 | 128 << 16;
  private static final int FIRST_MARK = 10 << 24 | 96 << 16;

  static String serviceName(int number) {
    return "service-" + number;
  }

  static String serviceIp(int number) {
    return text(FIRST_SERVICE + number + 1);
  }

  String endpointIp(int service, int endpoint) {
    return text(FIRST_POD + service * endpoints + endpoint + 1);
  }

  /** An address that no endpoint has, by which a change is known again. */
  static String mark(int change) {
    return text(FIRST_MARK + change);
  }

  static ObjectNode service(int number) {
    ObjectNode service = Json.object();
    service.putObject("metadata").put("namespace", "default").put("name", serviceName(number));
    ObjectNode spec = service.putObject("spec").put("type", "ClusterIP");
    spec.put("clusterIP", serviceIp(number)).putArray("clusterIPs").add(serviceIp(number));
    spec.putArray("ports").addObject().put("protocol", "TCP").put("port", PORT);
    return service;
  }

  /** A Service's endpoints. */
  ObjectNode slice(int number) {
    ObjectNode slice = emptySlice(number);
    for (int endpoint = 0; endpoint < endpoints; endpoint++) {
      add(slice, endpointIp(number, endpoint));
    }
    return slice;
  }

  /** A Service's endpoints, of which the last has another address. */
  ObjectNode slice(int number, String lastAddress) {
    ObjectNode slice = emptySlice(number);
    for (int endpoint = 0; endpoint < endpoints - 1; endpoint++) {
      add(slice, endpointIp(number, endpoint));
    }
    add(slice, lastAddress);
    return slice;
  }

  /** A Service's endpoints and one more. */
  ObjectNode longerSlice(int number, String moreAddress) {
    ObjectNode slice = slice(number);
    add(slice, moreAddress);
    return slice;
  }

  private static ObjectNode emptySlice(int number) {
    ObjectNode slice = Json.object();
    ObjectNode metadata = slice.putObject("metadata");
    metadata.put("namespace", "default").put("name", serviceName(number) + "-abcde");
    metadata.putObject("labels").put("kubernetes.io/service-name", serviceName(number));
    slice.put("addressType", "IPv4");
    slice.putArray("ports").addObject().put("protocol", "TCP").put("port", TARGET_PORT);
    slice.putArray("endpoints");
    return slice;
  }

  private static void add(ObjectNode slice, String address) {
    ObjectNode endpoint = slice.withArrayProperty("endpoints").addObject();
    endpoint.putArray("addresses").add(address);
    endpoint.put("nodeName", "another-node");
    endpoint.putObject("conditions").put("ready", true).put("serving", true);
  }

  private static String text(int address) {
    return "%d.%d.%d.%d"
        .formatted(address >>> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
  }
}
