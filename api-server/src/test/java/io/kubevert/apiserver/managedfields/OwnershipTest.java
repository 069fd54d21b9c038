package io.kubevert.apiserver.managedfields;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.patch.Patches;
import io.kubevert.apiserver.schema.JavaSchema;
import io.kubevert.client.Json;
import io.kubevert.client.request.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Applying and writing by turns: the rows of {@code ownership.txt}. */
class OwnershipTest {
  private static final String NOW = "2026-01-01T00:00:00Z";

  /** Steps, and what is to come of them. */
  private record Row(String name, JavaSchema schema, List<String> lines) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() throws IOException {
    try (InputStream in = OwnershipTest.class.getResourceAsStream("ownership.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("(?m)^-- ")).skip(1).map(OwnershipTest::row);
    }
  }

  private static Row row(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    String[] title = lines.getFirst().split(" -- ");
    return new Row(title[0], new JavaSchema(model(title[1])), lines.subList(1, lines.size()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyFieldHasItsOwners(Row row) {
    ObjectNode object = Json.object();
    String failure = "";
    for (String line : row.lines()) {
      String[] words = line.split(" ", 3);
      switch (words[0]) {
        case "is" -> {
          ObjectNode plain = object.deepCopy();
          plain.remove(List.of("apiVersion", "metadata"));
          assertThat(plain).isEqualTo(Yaml.object(rest(line)));
        }
        case "owns" ->
            assertThat(fields(object, words[1])).as(words[1]).isEqualTo(Yaml.object(words[2]));
        case "fails" ->
            assertThat(failure.replace("\n", "\\n")).isEqualTo(line.substring("fails ".length()));
        default -> {
          try {
            object = step(row.schema(), object, words[0], words[1], Yaml.object(words[2]));
          } catch (ApplyConflictException | IllegalArgumentException e) {
            failure = e.getMessage();
          }
        }
      }
    }
    assertThat(failure.isEmpty())
        .as(failure)
        .isEqualTo(row.lines().stream().noneMatch(line -> line.startsWith("fails")));
  }

  /** Whatever is applied, applying it again changes nothing; and applying nothing takes it away. */
  @Test
  void applyingIsIdempotentAndCanBeTakenBack() {
    Random random = new Random(555);
    JavaSchema schema = new JavaSchema(Pod.class);
    for (int i = 0; i < 2_000; i++) {
      ObjectNode first = step(schema, Json.object(), "apply", "one", pod(random));
      ObjectNode wanted = pod(random);
      ObjectNode both = step(schema, first, "force", "two", wanted);
      assertThat(step(schema, both, "apply", "two", wanted)).isEqualTo(both);
      ObjectNode none = step(schema, both, "apply", "two", Json.object());
      assertThat(fields(none, "two")).isEmpty();
      assertThat(fields(none, "one")).isEqualTo(fields(both, "one"));
    }
  }

  /** As in Kubernetes, ten who write without applying are told apart. */
  @Test
  void manyWritersBecomeOne() {
    ObjectNode object = Json.object();
    JavaSchema schema = new JavaSchema(ConfigMap.class);
    for (int i = 0; i < 14; i++) {
      object = step(schema, object, "merge", "w" + i, Yaml.object("data: {k%d: x}".formatted(i)));
    }
    assertThat(object.path("metadata").path("managedFields")).hasSize(10);
    assertThat(fields(object, "ancient-changes").path("f:data").properties()).hasSizeGreaterThan(4);
    assertThat(fields(object, "w13")).isEqualTo(Yaml.object("{f:data: {f:k13: {}}}"));
  }

  private static ObjectNode step(
      JavaSchema schema, ObjectNode object, String verb, String who, ObjectNode body) {
    boolean isWrite = verb.equals("merge") || verb.equals("replace");
    Writer writer = new Writer(who, !isWrite, "v1", verb.equals("scale") ? "scale" : "");
    if (!isWrite) {
      return Ownership.apply(object, body, schema.shape(), writer, verb.equals("force"), NOW);
    }
    ObjectNode next = body;
    if (verb.equals("merge")) {
      next = Patches.apply(PatchType.MERGE, object, Json.bytes(body), schema);
    }
    next.put("apiVersion", "v1");
    ObjectNode old = object.isEmpty() ? null : object;
    Ownership.track(next, old, schema.shape(), writer, NOW);
    return next;
  }

  private static JsonNode fields(ObjectNode object, String manager) {
    for (JsonNode entry : object.path("metadata").path("managedFields")) {
      if (entry.path("manager").asText().equals(manager)) {
        return entry.path("fieldsV1");
      }
    }
    return Json.object();
  }

  private static ObjectNode pod(Random random) {
    ObjectNode pod = Json.object();
    var containers = pod.putObject("spec").putArray("containers");
    IntStream.range(0, 4)
        .filter(_ -> random.nextBoolean())
        .forEach(
            name -> {
              ObjectNode container = containers.addObject().put("name", "c" + name);
              if (random.nextBoolean()) {
                container.put("image", "i" + random.nextInt(3));
              }
              container.putArray("env").addObject().put("name", "V" + random.nextInt(2));
            });
    return pod;
  }

  private static String rest(String line) {
    return line.substring(line.indexOf(' ') + 1);
  }

  private static Class<?> model(String kind) {
    return switch (kind) {
      case "ConfigMap" -> ConfigMap.class;
      case "ControllerRevision" -> ControllerRevision.class;
      case "Deployment" -> Deployment.class;
      case "Job" -> Job.class;
      case "PersistentVolume" -> PersistentVolume.class;
      case "Pod" -> Pod.class;
      case "Service" -> Service.class;
      default -> throw new IllegalArgumentException(kind);
    };
  }
}
