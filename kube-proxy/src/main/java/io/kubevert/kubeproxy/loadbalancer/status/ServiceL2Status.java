package io.kubevert.kubeproxy.loadbalancer.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/**
 * What MetalLB's object of that name says: a node announces a Service's addresses on some links.
 *
 * @param key the object's
 * @param links their names, in order
 */
record ServiceL2Status(ObjectKey key, ObjectKey service, String node, Set<String> links) {
  static final ResourceType TYPE =
      new ResourceType("metallb.io", "v1beta1", "ServiceL2Status", "servicel2statuses", true);

  private static final String NODE = "metallb.io/node";
  private static final String SERVICE_NAME = "metallb.io/service-name";
  private static final String SERVICE_NAMESPACE = "metallb.io/service-namespace";
  private static final int NAME_BYTES = 8;

  ServiceL2Status {
    links = new TreeSet<>(links);
  }

  /** What one node is to say, under a name that is its own for this Service. */
  static ServiceL2Status of(String namespace, ObjectKey service, String node, Set<String> links) {
    return new ServiceL2Status(new ObjectKey(namespace, name(service, node)), service, node, links);
  }

  static ServiceL2Status decode(ObjectNode object) {
    JsonNode labels = object.path("metadata").path("labels");
    Set<String> links = new TreeSet<>();
    object.path("status").path("interfaces").forEach(link -> links.add(link.path("name").asText()));
    return new ServiceL2Status(
        ObjectKey.of(object),
        new ObjectKey(
            labels.path(SERVICE_NAMESPACE).asText(""), labels.path(SERVICE_NAME).asText("")),
        labels.path(NODE).asText(""),
        links);
  }

  ObjectNode object() {
    ObjectNode object = status();
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("namespace", key.namespace()).put("name", key.name());
    metadata
        .putObject("labels")
        .put(NODE, node)
        .put(SERVICE_NAME, service.name())
        .put(SERVICE_NAMESPACE, service.namespace());
    object.putObject("spec");
    return object;
  }

  /** The object's status and nothing else: a server ignores it when the object is created. */
  ObjectNode status() {
    ObjectNode object = Json.object();
    ObjectNode status = object.putObject("status");
    status.put("node", node);
    status.put("serviceName", service.name()).put("serviceNamespace", service.namespace());
    ArrayNode interfaces = status.putArray("interfaces");
    links.forEach(link -> interfaces.addObject().put("name", link));
    return object;
  }

  private static String name(ObjectKey service, String node) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((node + "#" + service).getBytes(StandardCharsets.UTF_8));
      return "l2-" + HexFormat.of().formatHex(hash, 0, NAME_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
