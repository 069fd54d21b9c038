package io.kubevert.benchmarks.dns;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A large cluster, every object of which follows from its number: Services with a virtual address
 * and ten endpoints each, and a headless one with a thousand.
 */
record SyntheticCluster(int services) {
  static final String ZONE = "cluster.local.";
  static final int NAMESPACES = 100;
  static final int HEADLESS_ENDPOINTS = 1_000;
  static final String HEADLESS = "peers.ns-0.svc." + ZONE;
  static final String CHANGING = "changing.ns-0.svc." + ZONE;
  static final List<List<String>> CHANGING_ADDRESSES =
      List.of(List.of("10.97.1.1", "10.97.1.2"), List.of("10.97.2.1", "10.97.2.2"));
  private static final int ENDPOINTS = 10;
  private static final int SLICE = 100;

  int slices() {
    return services + HEADLESS_ENDPOINTS / SLICE;
  }

  int endpoints() {
    return services * ENDPOINTS + HEADLESS_ENDPOINTS;
  }

  static String namespace(int number) {
    return "ns-" + number % NAMESPACES;
  }

  /** A Service's name in DNS. */
  static String name(int service) {
    return "web-" + service + "." + namespace(service) + ".svc." + ZONE;
  }

  static String clusterIp(int service) {
    return "10.96." + service / 250 + "." + (service % 250 + 1);
  }

  static String headlessAddress(int endpoint) {
    return "10.250." + endpoint / 250 + "." + (endpoint % 250 + 1);
  }

  String namespaceObject(int number) {
    return "{\"metadata\":{\"name\":\"%s\",\"resourceVersion\":\"1\"}}"
        .formatted(namespace(number));
  }

  /** The Service of this number; the last is the headless one. */
  String serviceObject(int number) {
    String address = number == services ? "None" : clusterIp(number);
    return """
        {"metadata":{"name":"%s","namespace":"%s","resourceVersion":"1"},"spec":{"type":"ClusterIP",\
        "clusterIP":"%s","clusterIPs":["%s"],"selector":{"app":"web"},\
        "ports":[{"name":"http","protocol":"TCP","port":80,"targetPort":8080}]}}"""
        .formatted(
            number == services ? "peers" : "web-" + number,
            number == services ? "ns-0" : namespace(number),
            address,
            address);
  }

  /** A Service with the one pair of addresses or the other, by turns. */
  String changingObject(long revision) {
    String addresses = String.join("\",\"", CHANGING_ADDRESSES.get((int) (revision % 2)));
    return """
        {"metadata":{"name":"changing","namespace":"ns-0","resourceVersion":"%d"},"spec":\
        {"type":"ClusterIP","clusterIPs":["%s"],"ports":[{"protocol":"TCP","port":80}]}}"""
        .formatted(revision, addresses);
  }

  String sliceObject(int number) {
    if (number < services) {
      return slice(
          "web-" + number,
          namespace(number),
          number,
          IntStream.range(0, ENDPOINTS)
              .mapToObj(
                  i ->
                      "10."
                          + (100 + number / 2500)
                          + "."
                          + number / 10 % 250
                          + "."
                          + (number % 10 * 25 + i))
              .toList());
    }
    int first = (number - services) * SLICE;
    return slice(
        "peers",
        "ns-0",
        number,
        IntStream.range(first, first + SLICE).mapToObj(SyntheticCluster::headlessAddress).toList());
  }

  private static String slice(
      String service, String namespace, int number, List<String> addresses) {
    StringBuilder endpoints = new StringBuilder();
    for (String address : addresses) {
      endpoints
          .append(endpoints.isEmpty() ? "" : ",")
          .append("{\"addresses\":[\"")
          .append(address)
          .append("\"],")
          .append("\"conditions\":{\"ready\":true,\"serving\":true,\"terminating\":false},")
          .append("\"nodeName\":\"worker1\",\"targetRef\":{\"kind\":\"Pod\",\"name\":\"p-")
          .append(address)
          .append("\",\"namespace\":\"")
          .append(namespace)
          .append("\"}}");
    }
    return """
        {"metadata":{"name":"%s-%d","namespace":"%s","resourceVersion":"1",\
        "labels":{"kubernetes.io/service-name":"%s"}},"addressType":"IPv4","endpoints":[%s],\
        "ports":[{"name":"http","protocol":"TCP","port":8080}]}"""
        .formatted(service, number, namespace, service, endpoints);
  }
}
