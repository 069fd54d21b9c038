package io.kubevert.ingress.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An Ingress, in any of its versions ({@code networking.k8s.io/v1}, {@code v1beta1}, {@code
 * extensions/v1beta1}).
 *
 * @param created RFC 3339 time of creation, by which the older of two conflicting objects wins
 * @param className {@code spec.ingressClassName}, else the legacy annotation {@code
 *     kubernetes.io/ingress.class}; empty for none
 * @param annotations those of ingress-nginx, without their prefix
 * @param addresses what {@code status.loadBalancer} says now
 */
public record Ingress(
    ObjectKey key,
    String uid,
    String created,
    Optional<String> className,
    Map<String, String> annotations,
    Optional<BackendReference> defaultBackend,
    List<Rule> rules,
    List<Tls> tls,
    List<String> addresses) {
  private static final String PREFIX = "nginx.ingress.kubernetes.io/";
  private static final String LEGACY_CLASS = "kubernetes.io/ingress.class";

  /** One that asks for nothing. */
  public static final Ingress NONE =
      new Ingress(
          new ObjectKey("", ""),
          "",
          "",
          Optional.empty(),
          Map.of(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of());

  /** How a rule's path is compared with that of a request. */
  public enum PathType {
    EXACT,
    PREFIX,
    IMPLEMENTATION_SPECIFIC
  }

  /**
   * The Service that a path leads to.
   *
   * @param port the name of one of its ports, or a number in digits
   */
  public record BackendReference(String service, String port) {}

  /**
   * One path of one host.
   *
   * @param host in lower case; empty for every host
   * @param backend empty when it is not a Service
   */
  public record Rule(
      String host, String path, PathType pathType, Optional<BackendReference> backend) {}

  /** Hosts that are served by one Secret's certificate. */
  public record Tls(List<String> hosts, String secretName) {}

  /** Reads what the API server sends. */
  public static Ingress of(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    JsonNode spec = object.path("spec");
    JsonNode defaultBackend =
        spec.has("defaultBackend") ? spec.path("defaultBackend") : spec.path("backend");
    return new Ingress(
        ObjectKey.of(object),
        metadata.path("uid").asText(),
        metadata.path("creationTimestamp").asText(),
        className(metadata, spec),
        annotations(metadata),
        backend(defaultBackend),
        rules(spec),
        tls(spec),
        addresses(object));
  }

  /** A hash of what it asks for, the same on every machine. */
  public int fingerprint() {
    return (key + uid + className + new TreeMap<>(annotations) + defaultBackend + rules + tls)
        .hashCode();
  }

  /** What an event about this object refers to. */
  public ObjectNode reference() {
    ObjectNode object = Json.object();
    object.put("apiVersion", ResourceTypes.INGRESSES.apiVersion()).put("kind", "Ingress");
    object
        .putObject("metadata")
        .put("namespace", key.namespace())
        .put("name", key.name())
        .put("uid", uid);
    return object;
  }

  private static Optional<String> className(JsonNode metadata, JsonNode spec) {
    String legacy = metadata.path("annotations").path(LEGACY_CLASS).asText("");
    String name = spec.path("ingressClassName").asText(legacy);
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  private static Map<String, String> annotations(JsonNode metadata) {
    Map<String, String> annotations = new HashMap<>();
    metadata
        .path("annotations")
        .properties()
        .forEach(
            entry -> {
              if (entry.getKey().startsWith(PREFIX)) {
                annotations.put(
                    entry.getKey().substring(PREFIX.length()), entry.getValue().asText());
              }
            });
    return Map.copyOf(annotations);
  }

  private static List<Rule> rules(JsonNode spec) {
    List<Rule> rules = new ArrayList<>();
    for (JsonNode rule : spec.path("rules")) {
      String host = rule.path("host").asText("").toLowerCase(Locale.ROOT);
      for (JsonNode path : rule.path("http").path("paths")) {
        String text = path.path("path").asText("");
        rules.add(
            new Rule(
                host,
                text.isEmpty() ? "/" : text,
                pathType(path.path("pathType").asText("")),
                backend(path.path("backend"))));
      }
    }
    return List.copyOf(rules);
  }

  private static PathType pathType(String name) {
    return switch (name) {
      case "Exact" -> PathType.EXACT;
      case "Prefix" -> PathType.PREFIX;
      default -> PathType.IMPLEMENTATION_SPECIFIC;
    };
  }

  private static Optional<BackendReference> backend(JsonNode backend) {
    JsonNode service = backend.path("service");
    if (service.isObject()) {
      JsonNode port = service.path("port");
      String text = port.has("name") ? port.path("name").asText() : port.path("number").asText();
      return Optional.of(new BackendReference(service.path("name").asText(), text));
    }
    return backend.has("serviceName")
        ? Optional.of(
            new BackendReference(
                backend.path("serviceName").asText(), backend.path("servicePort").asText()))
        : Optional.empty();
  }

  private static List<Tls> tls(JsonNode spec) {
    List<Tls> entries = new ArrayList<>();
    for (JsonNode entry : spec.path("tls")) {
      List<String> hosts = new ArrayList<>();
      entry.path("hosts").forEach(host -> hosts.add(host.asText().toLowerCase(Locale.ROOT)));
      entries.add(new Tls(List.copyOf(hosts), entry.path("secretName").asText("")));
    }
    return List.copyOf(entries);
  }

  private static List<String> addresses(JsonNode object) {
    List<String> addresses = new ArrayList<>();
    object
        .path("status")
        .path("loadBalancer")
        .path("ingress")
        .forEach(entry -> addresses.add(entry.path("ip").asText(entry.path("hostname").asText())));
    return List.copyOf(addresses);
  }
}
