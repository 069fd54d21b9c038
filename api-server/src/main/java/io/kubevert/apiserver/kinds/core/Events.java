package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Event;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Events. */
public final class Events implements Strategy {
  private Events() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.EVENTS,
        "event",
        List.of("ev"),
        List.of(),
        Event.class,
        new Events(),
        List.of(
            Column.text("Last Seen", "When it happened last.", Events::lastSeen),
            Column.text("Type", "Normal or Warning.", event -> event.path("type").asText("")),
            Column.text("Reason", "Why, in a word.", event -> event.path("reason").asText("")),
            Column.text("Object", "What it happened to.", Events::involvedObject),
            Column.wide(
                "Subobject",
                "The part of the object that it happened to.",
                event -> event.path("involvedObject").path("fieldPath").asText("")),
            Column.wide("Source", "Who reports it.", Events::source),
            Column.text(
                "Message", "What happened.", event -> event.path("message").asText("").strip()),
            Column.wide("First Seen", "When it happened first.", Events::firstSeen),
            new Column("Count", "integer", "", "How often it happened.", 1, Events::count),
            Column.wide(
                "Name",
                "The name of the event.",
                event -> event.path("metadata").path("name").asText(""))),
        Set.of());
  }

  @Override
  public void validate(ObjectNode event, FieldErrors errors) {
    String involved = event.path("involvedObject").path("namespace").asText("");
    String namespace = event.path("metadata").path("namespace").asText("");
    if (!involved.isEmpty() && !involved.equals(namespace)) {
      errors.invalid("involvedObject.namespace", involved, "does not match event.namespace");
    }
  }

  @Override
  public Map<String, String> selectableFields(JsonNode event) {
    Map<String, String> fields = new LinkedHashMap<>();
    JsonNode involved = event.path("involvedObject");
    for (String field :
        List.of("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")) {
      fields.put("involvedObject." + field, involved.path(field).asText(""));
    }
    String component = event.path("source").path("component").asText("");
    String reporting = event.path("reportingComponent").asText("");
    fields.put("reason", event.path("reason").asText(""));
    fields.put("reportingComponent", reporting);
    fields.put("source", component.isEmpty() ? reporting : component);
    fields.put("type", event.path("type").asText(""));
    return fields;
  }

  private static String firstSeen(JsonNode event) {
    return Cells.since(
        event.hasNonNull("firstTimestamp")
            ? event.path("firstTimestamp")
            : event.path("eventTime"));
  }

  private static String lastSeen(JsonNode event) {
    if (event.path("series").isObject()) {
      return Cells.since(event.path("series").path("lastObservedTime"));
    }
    return event.hasNonNull("lastTimestamp")
        ? Cells.since(event.path("lastTimestamp"))
        : firstSeen(event);
  }

  private static Object count(JsonNode event) {
    if (event.path("series").isObject()) {
      return event.path("series").path("count").asInt();
    }
    return Math.max(1, event.path("count").asInt());
  }

  private static String involvedObject(JsonNode event) {
    JsonNode involved = event.path("involvedObject");
    String kind = involved.path("kind").asText("").toLowerCase(Locale.ROOT);
    String name = involved.path("name").asText("");
    return name.isEmpty() ? kind : kind + "/" + name;
  }

  private static String source(JsonNode event) {
    String component = event.path("source").path("component").asText("");
    String host = event.path("source").path("host").asText("");
    if (component.isEmpty()) {
      component = event.path("reportingComponent").asText("");
    }
    if (host.isEmpty()) {
      host = event.path("reportingInstance").asText("");
    }
    return host.isEmpty() ? component : component + ", " + host;
  }
}
