package io.kubevert.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.client.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What OpenAPI says of how fields merge, beside the rows of {@code merging.txt}. */
class MergingTest {
  private static final String EXTENSION = "x-kubernetes-";
  private final JsonNode schemas =
      Json.parse(
              new OpenApiV2(
                      ResourceCatalog.builtIn(new ClusterSettings("10.233.0.0/18", 30_000, 32_767))
                          .contents()
                          .definitions()
                          .stream()
                          .map(DescribedResource::kept)
                          .toList(),
                      "v1.32.0")
                  .document())
          .path("definitions");

  @Test
  void everyFieldMergesAsInKubernetes() throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (var schema : schemas.properties()) {
      for (var field : schema.getValue().path("properties").properties()) {
        String row = row(field.getValue());
        if (!row.equals("atomic - - -") || isMap(field.getValue())) {
          found.put(shortName(schema.getKey()) + "." + field.getKey(), row);
        }
      }
    }
    found.values().removeIf("- - - -"::equals);
    assertThat(found).containsExactlyEntriesOf(expected());
  }

  /** Types whose values are owned as a whole. */
  @Test
  void someTypesHaveOneOwner() {
    List<String> whole =
        schemas.properties().stream()
            .filter(schema -> schema.getValue().has(EXTENSION + "map-type"))
            .map(schema -> shortName(schema.getKey()))
            .toList();
    assertThat(whole)
        .contains(
            "core.v1.LocalObjectReference",
            "core.v1.ObjectReference",
            "core.v1.SecretKeySelector",
            "meta.v1.LabelSelector",
            "networking.v1.ServiceBackendPort",
            "rbac.v1.RoleRef")
        .doesNotContain("core.v1.ServicePort", "core.v1.PodSpec", "meta.v1.ObjectMeta");
  }

  private static boolean isMap(JsonNode field) {
    return field.has(EXTENSION + "map-type");
  }

  private static String row(JsonNode field) {
    String type =
        field.path(EXTENSION + "list-type").asText(field.path(EXTENSION + "map-type").asText("-"));
    String keys =
        StreamSupport.stream(field.path(EXTENSION + "list-map-keys").spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(","));
    return String.join(
        " ",
        type,
        keys.isEmpty() ? "-" : keys,
        field.path(EXTENSION + "patch-strategy").asText("-"),
        field.path(EXTENSION + "patch-merge-key").asText("-"));
  }

  private static String shortName(String schema) {
    String[] parts = schema.split("\\.");
    return String.join(
        ".", parts[parts.length - 3], parts[parts.length - 2], parts[parts.length - 1]);
  }

  private static Map<String, String> expected() throws IOException {
    try (InputStream in = MergingTest.class.getResourceAsStream("merging.txt")) {
      return new TreeMap<>(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split(" ", 2))
              .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1])));
    }
  }
}
