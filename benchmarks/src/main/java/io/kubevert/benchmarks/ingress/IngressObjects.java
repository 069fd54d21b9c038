package io.kubevert.benchmarks.ingress;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    keepConnections();
    putService("web", Ports.BACKEND);
    putService("grpc", Ports.BACKEND_HTTP2);
    putService("socket", Ports.BACKEND_SOCKET);
    putIngress("web", Ports.HOST, "/", "web", "HTTP");
    putIngress("grpc", Ports.GRPC_HOST, "/", "grpc", "GRPC");
    putIngress("socket", Ports.SOCKET_HOST, "/", "socket", "HTTP");
  }

  /** As the others are told, too: some clients do not open another connection. */
  private void keepConnections() {
    ObjectNode options = object("ingress-nginx-controller");
    options.withObjectProperty("metadata").put("namespace", "ingress-nginx");
    options.putObject("data").put("keep-alive-requests", "1000000000");
    cluster.put(ResourceTypes.CONFIG_MAPS, options);
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

  /** The Ingress that is asked for while things change, with a certificate. */
  void putLive() {
    putServiceObject("live");
    ObjectNode ingress = ingress("live", Ports.LIVE_HOST, "/", "live", "HTTP");
    ObjectNode tls = ingress.withObjectProperty("spec").putArray("tls").addObject();
    tls.put("secretName", "live").putArray("hosts").add(Ports.LIVE_HOST);
    cluster.put(ResourceTypes.INGRESSES, ingress);
  }

  void putCertificate(Path certificate, Path key) throws IOException {
    ObjectNode secret = object("live").put("type", "kubernetes.io/tls");
    secret
        .putObject("data")
        .put("tls.crt", Files.readAllBytes(certificate))
        .put("tls.key", Files.readAllBytes(key));
    cluster.put(ResourceTypes.SECRETS, secret);
  }

  /** One of the changes of a thousand, of the host that is asked for and of others. */
  void putRouteOfMany(int number) {
    String host = number % 2 == 0 ? Ports.LIVE_HOST : "other-" + number % 20 + ".test";
    putIngress("route-" + number % 40, host, "/only-" + number, "live", "HTTP");
  }

  /** An endpoint beside the others that is not ready, or is not there. */
  void putIdleEndpoint(boolean there) {
    if (there) {
      putSlice("live", "live-idle", Ports.PODS, List.of("127.0.3.250:idle"));
    } else {
      cluster.delete(ResourceTypes.ENDPOINT_SLICES, new ObjectKey("default", "live-idle"));
    }
  }

  /**
   * Puts all endpoints of the Service that is asked for while things change.
   *
   * @param endpoints addresses, followed by {@code :draining} where one ends
   */
  void putEndpoints(List<String> endpoints) {
    putSlice("live", "live", Ports.PODS, endpoints);
  }

  private void putSlice(String service, String name, int port, List<String> endpoints) {
    ObjectNode slice = object(name);
    slice
        .withObjectProperty("metadata")
        .putObject("labels")
        .put("kubernetes.io/service-name", service);
    slice.put("addressType", "IPv4");
    slice.putArray("ports").addObject().put("name", "main").put("port", port);
    ArrayNode entries = slice.putArray("endpoints");
    for (String text : endpoints) {
      String[] parts = text.split(":");
      boolean draining = text.endsWith(":draining");
      ObjectNode endpoint = entries.addObject();
      endpoint.putArray("addresses").add(parts[0]);
      endpoint
          .putObject("conditions")
          .put("ready", parts.length == 1)
          .put("serving", parts.length == 1 || draining)
          .put("terminating", draining);
    }
    cluster.put(ResourceTypes.ENDPOINT_SLICES, slice);
  }

  private void putService(String name, int port) {
    putServiceObject(name);
    putSlice(name, name, port, List.of("127.0.0.1"));
  }

  private void putServiceObject(String name) {
    ObjectNode service = object(name);
    ObjectNode spec = service.putObject("spec").put("clusterIP", "10.233.1.1");
    spec.putArray("ports").addObject().put("name", "main").put("port", 80);
    cluster.put(ResourceTypes.SERVICES, service);
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
