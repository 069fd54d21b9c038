package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.util.List;
import java.util.Optional;

/**
 * One endpoint of a slice: one address of one pod.
 *
 * @param serving whether it answers, even while it is going
 * @param target the pod; empty for an endpoint that somebody wrote by hand
 * @param hints for whom it is meant
 */
public record Endpoint(
    String address,
    boolean ready,
    boolean serving,
    boolean terminating,
    Optional<String> hostname,
    Optional<String> nodeName,
    Optional<String> zone,
    Optional<Target> target,
    Hints hints) {

  /** What an endpoint is. */
  public record Target(String kind, String namespace, String name, String uid) {

    public static Target of(JsonNode node) {
      return new Target(
          node.path("kind").asText(),
          node.path("namespace").asText(),
          node.path("name").asText(),
          node.path("uid").asText());
    }

    public ObjectNode toJson() {
      ObjectNode node = Json.object();
      node.put("kind", kind).put("namespace", namespace).put("name", name).put("uid", uid);
      return node;
    }
  }

  /** The zones and nodes whose traffic an endpoint is meant for; none for anybody's. */
  public record Hints(List<String> zones, List<String> nodes) {
    public static final Hints NONE = new Hints(List.of(), List.of());

    public Hints {
      zones = List.copyOf(zones);
      nodes = List.copyOf(nodes);
    }

    static Hints of(JsonNode node) {
      return new Hints(names(node.path("forZones")), names(node.path("forNodes")));
    }

    private static List<String> names(JsonNode array) {
      return Fields.list(array, entry -> entry.path("name").asText());
    }

    ObjectNode toJson() {
      ObjectNode node = Json.object();
      put(node, "forZones", zones);
      put(node, "forNodes", nodes);
      return node;
    }

    private static void put(ObjectNode node, String field, List<String> names) {
      if (!names.isEmpty()) {
        ArrayNode array = node.putArray(field);
        names.forEach(name -> array.addObject().put("name", name));
      }
    }
  }

  /** What makes two endpoints the same one, in whatever condition. */
  public record Identity(String address, String uid) {}

  public static Endpoint of(JsonNode node) {
    JsonNode conditions = node.path("conditions");
    boolean ready = conditions.path("ready").asBoolean(true);
    JsonNode target = node.path("targetRef");
    return new Endpoint(
        node.path("addresses").path(0).asText(),
        ready,
        conditions.path("serving").asBoolean(ready),
        conditions.path("terminating").asBoolean(),
        Fields.text(node.path("hostname")),
        Fields.text(node.path("nodeName")),
        Fields.text(node.path("zone")),
        target.isObject() ? Optional.of(Target.of(target)) : Optional.empty(),
        Hints.of(node.path("hints")));
  }

  /** The same endpoint, meant for others. */
  public Endpoint withHints(Hints wanted) {
    return new Endpoint(
        address, ready, serving, terminating, hostname, nodeName, zone, target, wanted);
  }

  public Identity identity() {
    return new Identity(address, target.map(Target::uid).orElse(""));
  }

  public ObjectNode toJson() {
    ObjectNode node = Json.object();
    node.putArray("addresses").add(address);
    node.putObject("conditions")
        .put("ready", ready)
        .put("serving", serving)
        .put("terminating", terminating);
    hostname.ifPresent(value -> node.put("hostname", value));
    nodeName.ifPresent(value -> node.put("nodeName", value));
    zone.ifPresent(value -> node.put("zone", value));
    target.ifPresent(value -> node.set("targetRef", value.toJson()));
    if (!hints.equals(Hints.NONE)) {
      node.set("hints", hints.toJson());
    }
    return node;
  }
}
