package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The schemas of some kinds, and of all that they refer to, as OpenAPI has them. */
final class ModelSchemas {
  private static final String MAP_TYPE = "x-kubernetes-map-type";

  private final OpenApiStyle style;
  private final Map<String, ObjectNode> schemas = new TreeMap<>();
  private final Deque<Class<?>> pending = new ArrayDeque<>();
  private final Set<Class<?>> seen = new HashSet<>();
  private final Set<ResourceType> added = new HashSet<>();

  ModelSchemas(OpenApiStyle style) {
    this.style = style;
  }

  /** Adds a kind; references to it can be made. */
  void add(ResourceDefinition definition) {
    if (!added.add(definition.type())) {
      return;
    }
    describePending(ListMeta.class);
    ObjectNode schema =
        switch (definition.schema()) {
          case JavaSchema java -> {
            describePending(java.model());
            yield schemas.get(SchemaNames.of(java.model()));
          }
          case StructuralSchema structural -> {
            describePending(ObjectMeta.class);
            ObjectNode custom = CustomSchemas.of(structural.document(), style, this);
            schemas.put(SchemaNames.of(definition), custom);
            yield custom;
          }
        };
    addKindExtension(
        schema.withArray("/x-kubernetes-group-version-kind").addObject(), definition.type());
  }

  /** Adds the list of a kind that was added. */
  void addList(ResourceDefinition definition) {
    ResourceType type = definition.type();
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("apiVersion").put("type", "string");
    properties.putObject("kind").put("type", "string");
    properties.set("metadata", reference(ListMeta.class));
    ObjectNode items = properties.putObject("items").put("type", "array");
    items.set("items", reference(definition));
    schema.putArray("required").add("items");
    ResourceType list =
        new ResourceType(
            type.group(), type.version(), type.kind() + "List", type.plural(), type.namespaced());
    addKindExtension(schema.putArray("x-kubernetes-group-version-kind").addObject(), list);
    schemas.put(SchemaNames.of(definition) + "List", schema);
  }

  ObjectNode toJson() {
    ObjectNode all = Json.object();
    all.setAll(schemas);
    return all;
  }

  ObjectNode reference(Class<?> model) {
    return Json.object().put("$ref", style.referencePrefix() + SchemaNames.of(model));
  }

  ObjectNode reference(ResourceDefinition definition) {
    return Json.object().put("$ref", style.referencePrefix() + SchemaNames.of(definition));
  }

  ObjectNode listReference(ResourceDefinition definition) {
    return Json.object().put("$ref", style.referencePrefix() + SchemaNames.of(definition) + "List");
  }

  static void addKindExtension(ObjectNode extension, ResourceType type) {
    extension.put("group", type.group()).put("kind", type.kind()).put("version", type.version());
  }

  private void describePending(Class<?> model) {
    enqueue(model);
    while (!pending.isEmpty()) {
      Class<?> next = pending.pop();
      schemas.put(SchemaNames.of(next), describe(next));
    }
  }

  private void enqueue(Class<?> model) {
    if (seen.add(model)) {
      pending.push(model);
    }
  }

  private ObjectNode describe(Class<?> model) {
    ModelDocumentation documentation = ModelDocumentation.of(model);
    ObjectNode schema = described(Json.object(), documentation.description()).put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    List<String> required = new ArrayList<>();
    for (ModelField field : ModelFields.of(model).values()) {
      ModelDocumentation.FieldDocumentation said = documentation.field(field.name());
      if (said.required()) {
        required.add(field.name());
      }
      ObjectNode property = described(describe(field.shape()), description(said, field.shape()));
      MergeRule merge = field.merge();
      if (!merge.strategy().isEmpty()) {
        property.put("x-kubernetes-patch-strategy", merge.strategy());
      }
      if (!merge.mergeKey().isEmpty()) {
        property.put("x-kubernetes-patch-merge-key", merge.mergeKey());
      }
      if (!merge.mapType().isEmpty()) {
        property.put(MAP_TYPE, merge.mapType());
      }
      if (field.shape() instanceof Shape.ListOf) {
        property.put("x-kubernetes-list-type", merge.listType());
        if (!merge.listMapKeys().isEmpty()) {
          ArrayNode keys = property.putArray("x-kubernetes-list-map-keys");
          merge.listMapKeys().forEach(keys::add);
        }
      }
      properties.set(field.name(), property);
    }
    if (!required.isEmpty()) {
      required.forEach(schema.putArray("required")::add);
    }
    if (new JavaSchema(model).hasOneOwner()) {
      schema.put(MAP_TYPE, MergeRule.ATOMIC);
    }
    return schema;
  }

  /** Of a field that refers to a type, the type alone may tell. */
  private static String description(ModelDocumentation.FieldDocumentation said, Shape shape) {
    return said.description().isEmpty() && shape instanceof Shape.Model(JavaSchema type)
        ? ModelDocumentation.of(type.model()).description()
        : said.description();
  }

  private static ObjectNode described(ObjectNode schema, String description) {
    return description.isEmpty() ? schema : schema.put("description", description);
  }

  private ObjectNode describe(Shape shape) {
    ObjectNode schema = Json.object();
    switch (shape) {
      case Shape.Scalar scalar -> {
        schema.put("type", scalar.type());
        if (!scalar.format().isEmpty()) {
          schema.put("format", scalar.format());
        }
      }
      case Shape.Model model -> {
        Class<?> type = ((JavaSchema) model.type()).model();
        enqueue(type);
        switch (style) {
          case V2 -> schema.setAll(reference(type));
          case V3 -> schema.putArray("allOf").add(reference(type));
        }
      }
      case Shape.ListOf list -> {
        schema.put("type", "array");
        schema.set("items", describe(list.element()));
      }
      case Shape.MapOf map -> {
        schema.put("type", "object");
        schema.set("additionalProperties", describe(map.value()));
      }
      case Shape.Any any -> schema.put("x-kubernetes-preserve-unknown-fields", true);
    }
    return schema;
  }
}
