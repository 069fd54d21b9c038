package io.kubevert.apiserver.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.registry.ResourceDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every default, from {@code defaults.txt}. */
class DefaultsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** These have no field that the server fills in. */
  private static final Set<String> PLAIN =
      Set.of(
          "ClusterRole",
          "ConfigMap",
          "ControllerRevision",
          "Event",
          "IPAddress",
          "Ingress",
          "Lease",
          "PodDisruptionBudget",
          "ResourceQuota",
          "Role",
          "ServiceAccount");

  /** One field of one manifest. */
  private record Row(String kind, String manifest, String pointer, String value) {
    @Override
    public String toString() {
      return kind + " " + pointer + " " + value + " <- " + manifest;
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isFilledIn(Row row) throws IOException {
    ResourceDefinition definition = definition(row.kind);
    ObjectNode manifest = manifest(row);
    definition.schema().decode(manifest);
    Writes.Outcome outcome = new Writes(definition).create(manifest);
    assertThat(outcome.faults()).isEmpty();
    JsonNode value = outcome.object().at(row.pointer);
    if (row.value.equals("-")) {
      assertThat(value.isMissingNode()).as(value.toString()).isTrue();
    } else {
      assertThat(value).isEqualTo(JSON.readTree(row.value));
    }
  }

  @Test
  void leavesNoKindOut() throws IOException {
    Set<String> tried = rows().map(Row::kind).collect(Collectors.toSet());
    assertThat(definitions().map(definition -> definition.type().kind()))
        .allMatch(kind -> tried.contains(kind) != PLAIN.contains(kind));
  }

  private static ObjectNode manifest(Row row) {
    boolean named = row.manifest.startsWith("metadata:");
    return Yaml.object("{" + (named ? "" : "metadata: {name: a}, ") + row.manifest + "}");
  }

  static Stream<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    String[] given = {};
    for (String line : text().lines().toList()) {
      if (line.contains(" <- ")) {
        given = line.split(" <- ", 2);
      } else if (line.startsWith("/")) {
        String[] field = line.split(" ", 2);
        rows.add(new Row(given[0], given[1], field[0], field[1]));
      }
    }
    return rows.stream();
  }

  private static ResourceDefinition definition(String kind) {
    return definitions()
        .filter(each -> each.type().kind().equals(kind))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no kind " + kind));
  }

  private static Stream<ResourceDefinition> definitions() {
    return ResourceCatalog.builtIn(new ClusterSettings("10.233.0.0/18", 30_000, 32_767))
        .definitions()
        .stream()
        .filter(definition -> definition.type().version().equals("v1"));
  }

  private static String text() throws IOException {
    try (InputStream in = DefaultsTest.class.getResourceAsStream("defaults.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
