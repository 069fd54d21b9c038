package io.kubevert.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.cel.SchemaRules;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.ScaleFields;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.schema.StructuralSchema;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The kind that a CustomResourceDefinition defines, in every version that it serves. Each version
 * checks by its own schema what is written in it; the store has the storage version alone.
 */
final class CustomResourceVersions {
  private CustomResourceVersions() {}

  /**
   * @param crd without faults; not to be changed from now on
   */
  static List<ServedVersion> of(JsonNode crd) {
    ResourceType stored = storedType(crd);
    StructuralSchema storedSchema = schema(storedVersion(crd));
    List<ServedVersion> versions = new ArrayList<>();
    for (JsonNode version : crd.path("spec").path("versions")) {
      if (version.path("served").asBoolean()) {
        versions.add(version(crd, version, stored, storedSchema));
      }
    }
    return versions;
  }

  /** The resource in the version that is stored. */
  static ResourceType storedType(JsonNode crd) {
    return type(crd, storedVersion(crd));
  }

  private static JsonNode storedVersion(JsonNode crd) {
    for (JsonNode version : crd.path("spec").path("versions")) {
      if (version.path("storage").asBoolean()) {
        return version;
      }
    }
    throw new IllegalArgumentException("a definition has one version that is stored");
  }

  private static StructuralSchema schema(JsonNode version) {
    return StructuralSchema.of(version.path("schema").path("openAPIV3Schema"));
  }

  private static ServedVersion version(
      JsonNode crd, JsonNode version, ResourceType stored, StructuralSchema storedSchema) {
    StructuralSchema schema = schema(version);
    CustomResource strategy =
        new CustomResource(
            schema,
            SchemaRules.of(schema.document(), "", new FieldErrors()),
            version.path("subresources").has("status"),
            scale(version.path("subresources").path("scale")),
            selectable(version.path("selectableFields")),
            crd.path("metadata").has("deletionTimestamp"));
    ResourceType type = type(crd, version);
    ResourceDefinition asStored = definition(crd, version, stored, strategy);
    return new ServedVersion(
        type.equals(stored) ? asStored : definition(crd, version, type, strategy),
        asStored,
        new ReadingConversion(stored.apiVersion(), type.apiVersion(), storedSchema),
        warnings(version, type));
  }

  private static ResourceDefinition definition(
      JsonNode crd, JsonNode version, ResourceType type, CustomResource strategy) {
    JsonNode names = crd.path("spec").path("names");
    Set<String> subresources = new HashSet<>();
    version
        .path("subresources")
        .properties()
        .forEach(subresource -> subresources.add(subresource.getKey()));
    return new ResourceDefinition(
        type,
        names.path("singular").asText(),
        texts(names.path("shortNames")),
        texts(names.path("categories")),
        strategy.schema(),
        strategy,
        PrinterColumns.of(version.path("additionalPrinterColumns")),
        subresources);
  }

  private static ResourceType type(JsonNode crd, JsonNode version) {
    JsonNode spec = crd.path("spec");
    return new ResourceType(
        spec.path("group").asText(),
        version.path("name").asText(),
        spec.path("names").path("kind").asText(),
        spec.path("names").path("plural").asText(),
        spec.path("scope").asText().equals("Namespaced"));
  }

  private static List<String> warnings(JsonNode version, ResourceType type) {
    if (!version.path("deprecated").asBoolean()) {
      return List.of();
    }
    String otherwise = type.apiVersion() + " " + type.kind() + " is deprecated";
    return List.of(version.path("deprecationWarning").asText(otherwise));
  }

  private static ScaleFields scale(JsonNode scale) {
    return new ScaleFields(
        pointer(scale.path("specReplicasPath")),
        pointer(scale.path("statusReplicasPath")),
        pointer(scale.path("labelSelectorPath")));
  }

  private static Map<String, String> selectable(JsonNode fields) {
    Map<String, String> selectable = new HashMap<>();
    for (JsonNode field : fields) {
      selectable.put(field.path("jsonPath").asText().substring(1), pointer(field.path("jsonPath")));
    }
    return selectable;
  }

  /** {@code .spec.replicas} as a JSON pointer. */
  private static String pointer(JsonNode path) {
    return path.asText("").replace('.', '/');
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
