package io.kubevert.benchmarks.ingress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import java.util.Optional;

/** The objects that ask Kubevert for the routes of the benchmark. */
final class IngressObjects {
  private static final String REGEX = "nginx.ingress.kubernetes.io/use-regex";

  private final FakeControlPlane cluster;

  IngressObjects(FakeControlPlane cluster) {
    this.cluster = cluster;
  }

  /** The routes that are measured. */
  void putRoutes() {
    putService("web", Ports.BACKEND);
    putService("grpc", Ports.BACKEND_HTTP2);
    putService("socket", Ports.BACKEND_SOCKET);
    putIngress("web", Ports.HOST, "/", "web", "HTTP");
    putIngress("grpc", Ports.GRPC_HOST, "/", "grpc", "GRPC");
    putIngress("socket", Ports.SOCKET_HOST, "/", "socket", "HTTP");
  }

  /** As many Ingresses, with a host and a Service each. */
  void fill(int count) {
    for (int i = 0; i < count; i++) {
      putService("filler-" + i, Ports.BACKEND);
      putIngress("filler-" + i, "filler-" + i + ".test", "/", "filler-" + i, "HTTP");
    }
  }

  void putRoute(String host, String path) {
    putIngress("changing", host, path, "web", "HTTP");
  }

  private void putService(String name, int port) {
    ObjectNode service = object(name);
    ObjectNode spec = service.putObject("spec").put("clusterIP", "10.233.1.1");
    spec.putArray("ports").addObject().put("name", "main").put("port", 80);
    cluster.put(ResourceTypes.SERVICES, service);
    ObjectNode slice = object(name);
    slice
        .withObjectProperty("metadata")
        .putObject("labels")
        .put("kubernetes.io/service-name", name);
    slice.put("addressType", "IPv4");
    slice.putArray("ports").addObject().put("name", "main").put("port", port);
    ObjectNode endpoint = slice.putArray("endpoints").addObject();
    endpoint.putArray("addresses").add("127.0.0.1");
    endpoint.putObject("conditions").put("ready", true);
    cluster.put(ResourceTypes.ENDPOINT_SLICES, slice);
  }

  /**
   * Asks whether an object with a fault may be stored.
   *
   * @param fault {@code path} for one that the first of the many Ingresses has, {@code expression}
   *     for one that is none, {@code value} for one that cannot be read
   * @return why it may not; empty if it may
   */
  Future<Optional<String>> refusal(String fault) {
    ObjectNode ingress =
        switch (fault) {
          case "path" -> ingress("bad", "filler-0.test", "/", "web", "HTTP");
          case "expression" -> annotated(ingress("bad", "bad.test", "/(", "web", "HTTP"), REGEX);
          case "value" -> ingress("bad", "bad.test", "/", "web", "CARRIER-PIGEON");
          default -> throw new IllegalArgumentException("there is no fault " + fault);
        };
    return cluster.review(ResourceTypes.INGRESSES, ingress);
  }

  private static ObjectNode annotated(ObjectNode ingress, String annotation) {
    ingress
        .withObjectProperty("metadata")
        .withObjectProperty("annotations")
        .put(annotation, "true");
    return ingress;
  }

  private void putIngress(String name, String host, String path, String service, String protocol) {
    cluster.put(ResourceTypes.INGRESSES, ingress(name, host, path, service, protocol));
  }

  private static ObjectNode ingress(
      String name, String host, String path, String service, String protocol) {
    ObjectNode ingress = object(name);
    ingress
        .withObjectProperty("metadata")
        .putObject("annotations")
        .put("nginx.ingress.kubernetes.io/backend-protocol", protocol)
        .put("nginx.ingress.kubernetes.io/ssl-redirect", "false");
    ObjectNode rule = ingress.putObject("spec").putArray("rules").addObject().put("host", host);
    ObjectNode entry = rule.putObject("http").putArray("paths").addObject();
    entry.put("path", path).put("pathType", "Prefix");
    ObjectNode target = entry.putObject("backend").putObject("service").put("name", service);
    target.putObject("port").put("number", 80);
    return ingress;
  }

  private static ObjectNode object(String name) {
    ObjectNode object = Json.object();
    object
        .putObject("metadata")
        .put("namespace", "default")
        .put("name", name)
        .put("creationTimestamp", "2026-01-01T00:00:00Z");
    return object;
  }
}
