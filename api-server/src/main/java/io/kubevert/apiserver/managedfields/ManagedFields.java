package io.kubevert.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The owners of an object's fields, as {@code metadata.managedFields} has them. */
final class ManagedFields {
  private static final int MOST_WRITERS = 10;

  private final Map<Writer, Owned> owners = new LinkedHashMap<>();

  /**
   * What one owner has.
   *
   * @param time when that changed last
   */
  record Owned(String time, FieldSet fields) {}

  /** Reads an object's owners; an entry without a manager counts for nothing. */
  static ManagedFields of(JsonNode object) {
    ManagedFields fields = new ManagedFields();
    for (JsonNode entry : object.path("metadata").path("managedFields")) {
      String manager = entry.path("manager").asText("");
      if (!manager.isEmpty()) {
        fields.owners.put(
            new Writer(
                manager,
                entry.path("operation").asText("").equals("Apply"),
                entry.path("apiVersion").asText(""),
                entry.path("subresource").asText("")),
            new Owned(entry.path("time").asText(""), FieldSet.ofJson(entry.path("fieldsV1"))));
      }
    }
    return fields;
  }

  Map<Writer, Owned> owners() {
    return owners;
  }

  FieldSet fields(Writer writer) {
    Owned owned = owners.get(writer);
    return owned == null ? FieldSet.EMPTY : owned.fields();
  }

  /** What everybody has together. */
  FieldSet all() {
    return owners.values().stream().map(Owned::fields).reduce(FieldSet.EMPTY, FieldSet::union);
  }

  /** Sets what an owner has; the time counts when that is something else than before. */
  void put(Writer writer, FieldSet fields, String now) {
    if (fields.isEmpty()) {
      owners.remove(writer);
    } else if (!fields.equals(fields(writer))) {
      owners.put(writer, new Owned(now, fields));
    }
  }

  /** Takes fields from everybody but one. */
  void takeFromOthers(Writer writer, FieldSet taken) {
    for (Map.Entry<Writer, Owned> entry : Map.copyOf(owners).entrySet()) {
      if (!entry.getKey().equals(writer)) {
        Owned owned = entry.getValue();
        FieldSet left = owned.fields().minus(taken);
        if (left.isEmpty()) {
          owners.remove(entry.getKey());
        } else {
          owners.replace(entry.getKey(), new Owned(owned.time(), left));
        }
      }
    }
  }

  /** Makes one of those who wrote first without applying, when they are too many. */
  void forgetWhoWroteLongAgo() {
    List<Writer> writers =
        owners.keySet().stream()
            .filter(writer -> !writer.apply())
            .sorted(Comparator.comparing(writer -> owners.get(writer).time()))
            .toList();
    if (writers.size() <= MOST_WRITERS) {
      return;
    }
    Writer longAgo = Writer.longAgo(writers.getFirst().apiVersion());
    List<Writer> known = writers.stream().filter(writer -> !writer.equals(longAgo)).toList();
    List<Writer> first = known.subList(0, known.size() - MOST_WRITERS + 1);
    FieldSet fields = first.stream().map(this::fields).reduce(fields(longAgo), FieldSet::union);
    String time = owners.get(first.getLast()).time();
    first.forEach(owners::remove);
    owners.put(longAgo, new Owned(time, fields));
  }

  void writeTo(ObjectNode object) {
    ObjectNode metadata = object.withObjectProperty("metadata");
    metadata.remove("managedFields");
    if (!owners.isEmpty()) {
      ArrayNode entries = metadata.putArray("managedFields");
      owners.forEach((writer, owned) -> entries.add(entry(writer, owned)));
    }
  }

  private static ObjectNode entry(Writer writer, Owned owned) {
    ObjectNode entry = Json.object();
    entry.put("manager", writer.manager());
    entry.put("operation", writer.apply() ? "Apply" : "Update");
    entry.put("apiVersion", writer.apiVersion());
    entry.put("time", owned.time());
    entry.put("fieldsType", "FieldsV1").set("fieldsV1", owned.fields().toJson());
    if (!writer.subresource().isEmpty()) {
      entry.put("subresource", writer.subresource());
    }
    return entry;
  }
}
