package io.kubevert.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.schema.JavaSchema;
import io.kubevert.apiserver.schema.StructuralSchema;
import io.kubevert.client.Json;
import io.kubevert.client.request.PatchType;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // what | model | before | patch | after
        "container by name | Pod | {spec: {containers: [{name: a, image: x}, {name: b, image: y}]}} | {spec: {containers: [{name: b, image: z}]}} | {spec: {containers: [{name: a, image: x}, {name: b, image: z}]}}",
        "container added | Pod | {spec: {containers: [{name: a}]}} | {spec: {containers: [{name: b}]}} | {spec: {containers: [{name: a}, {name: b}]}}",
        "container deleted | Pod | {spec: {containers: [{name: a}, {name: b}]}} | {spec: {containers: [{name: a, $patch: delete}]}} | {spec: {containers: [{name: b}]}}",
        "list replaced | Pod | {spec: {containers: [{name: a}, {name: b}]}} | {spec: {containers: [{$patch: replace}, {name: c}]}} | {spec: {containers: [{name: c}]}}",
        "env in container | Pod | {spec: {containers: [{name: a, env: [{name: X, value: '1'}]}]}} | {spec: {containers: [{name: a, env: [{name: Y, value: '2'}]}]}} | {spec: {containers: [{name: a, env: [{name: X, value: '1'}, {name: Y, value: '2'}]}]}}",
        "ports of containers | Pod | {spec: {containers: [{name: a, ports: [{containerPort: 80}]}]}} | {spec: {containers: [{name: a, ports: [{containerPort: 80, name: http}]}]}} | {spec: {containers: [{name: a, ports: [{containerPort: 80, name: http}]}]}}",
        "ports of services | Service | {spec: {ports: [{port: 80, targetPort: 8080}]}} | {spec: {ports: [{port: 80, targetPort: 9090}]}} | {spec: {ports: [{port: 80, targetPort: 9090}]}}",
        "tolerations are atomic | Pod | {spec: {tolerations: [{key: a}]}} | {spec: {tolerations: [{key: b}]}} | {spec: {tolerations: [{key: b}]}}",
        "conditions by type | Pod | {status: {conditions: [{type: Ready, status: 'False'}]}} | {status: {conditions: [{type: Ready, status: 'True'}, {type: New}]}} | {status: {conditions: [{type: Ready, status: 'True'}, {type: New}]}}",
        "finalizers are a set | Pod | {metadata: {finalizers: [a]}} | {metadata: {finalizers: [a, b]}} | {metadata: {finalizers: [a, b]}}",
        "finalizer deleted | Pod | {metadata: {finalizers: [a, b]}} | {metadata: {$deleteFromPrimitiveList/finalizers: [a]}} | {metadata: {finalizers: [b]}}",
        "owner by uid | Pod | {metadata: {ownerReferences: [{uid: u, name: x}]}} | {metadata: {ownerReferences: [{uid: u, name: y}]}} | {metadata: {ownerReferences: [{uid: u, name: y}]}}",
        "null removes | Pod | {metadata: {labels: {a: b, c: d}}} | {metadata: {labels: {a: null}}} | {metadata: {labels: {c: d}}}",
        "map replaced | Pod | {metadata: {labels: {a: b}}} | {metadata: {labels: {$patch: replace, c: d}}} | {metadata: {labels: {c: d}}}",
        "map deleted | Pod | {metadata: {name: x, labels: {a: b}}} | {metadata: {labels: {$patch: delete}}} | {metadata: {name: x}}",
        "order set | Pod | {spec: {containers: [{name: a}, {name: b}, {name: c}]}} | {spec: {$setElementOrder/containers: [{name: c}, {name: a}]}} | {spec: {containers: [{name: b}, {name: c}, {name: a}]}}",
        "order with addition | Pod | {spec: {containers: [{name: a}, {name: b}]}} | {spec: {$setElementOrder/containers: [{name: n}, {name: a}, {name: b}], containers: [{name: n}]}} | {spec: {containers: [{name: n}, {name: a}, {name: b}]}}",
        "keys retained | Deployment | {spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}} | {spec: {strategy: {$retainKeys: [type], type: Recreate}}} | {spec: {strategy: {type: Recreate}}}",
        "volume changes its source | Pod | {spec: {volumes: [{name: v, emptyDir: {}}]}} | {spec: {volumes: [{name: v, $retainKeys: [name, secret], secret: {secretName: s}}]}} | {spec: {volumes: [{name: v, secret: {secretName: s}}]}}",
        "nulls of new objects | Pod | {spec: {}} | {spec: {securityContext: {runAsUser: null, fsGroup: 1}}} | {spec: {securityContext: {fsGroup: 1}}}",
        "template in a workload | Deployment | {spec: {template: {spec: {containers: [{name: a, image: x}]}}}} | {spec: {template: {spec: {containers: [{name: a, image: y}]}}}} | {spec: {template: {spec: {containers: [{name: a, image: y}]}}}}",
      })
  void mergesStrategically(String what, String model, String before, String patch, String after) {
    ObjectNode current = Yaml.object(before);
    ObjectNode untouched = current.deepCopy();
    ObjectNode patched =
        Patches.apply(
            PatchType.STRATEGIC_MERGE, current, bytes(patch), new JavaSchema(model(model)));
    assertThat(patched).isEqualTo(Yaml.object(after));
    assertThat(current).isEqualTo(untouched);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1} | [{op: add, path: /b, value: 2}] | {a: 1, b: 2}",
        "{a: [1, 3]} | [{op: add, path: /a/1, value: 2}] | {a: [1, 2, 3]}",
        "{a: [1]} | [{op: add, path: /a/-, value: 2}] | {a: [1, 2]}",
        "{a: 1, b: 2} | [{op: remove, path: /b}] | {a: 1}",
        "{a: [1, 2]} | [{op: remove, path: /a/0}] | {a: [2]}",
        "{a: 1} | [{op: replace, path: /a, value: {b: c}}] | {a: {b: c}}",
        "{a: {b: 1}} | [{op: move, from: /a/b, path: /c}] | {a: {}, c: 1}",
        "{a: {b: 1}} | [{op: copy, from: /a, path: /c}] | {a: {b: 1}, c: {b: 1}}",
        "{a/b: 1, c~d: 2} | [{op: remove, path: /a~1b}, {op: remove, path: /c~0d}] | {}",
        "{a: 1} | [{op: test, path: /a, value: 1.0}] | {a: 1}",
      })
  void appliesJsonPatches(String before, String patch, String after) {
    assertThat(
            Patches.apply(
                PatchType.JSON,
                Yaml.object(before),
                Json.bytes(array(patch)),
                new JavaSchema(Pod.class)))
        .isEqualTo(Yaml.object(after));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{op: test, path: /a, value: 2}] | UNPROCESSABLE | testing value /a failed: test failed",
        "[{op: remove, path: /x}] | UNPROCESSABLE | the patch cannot be applied: /x does not exist",
        "[{op: add, path: /x/y, value: 1}] | UNPROCESSABLE | the patch cannot be applied: /x/y has no parent",
        "[{op: move, from: /a, path: /a/b}] | UNPROCESSABLE | cannot move /a into itself: /a/b",
        "[{op: fly, path: /a}] | BAD_REQUEST | Unexpected kind: fly: use add, remove, replace, move, copy or test",
        "[{op: add, path: a, value: 1}] | BAD_REQUEST | \"a\" is not a JSON pointer: begin it with /",
        "[{op: add, path: /b}] | BAD_REQUEST | operation add has no \"value\"",
      })
  void saysWhyAJsonPatchFails(String patch, PatchException.Kind kind, String message) {
    assertThatThrownBy(
            () ->
                Patches.apply(
                    PatchType.JSON, Yaml.object("{a: 1}"), Json.bytes(array(patch)), null))
        .isInstanceOfSatisfying(
            PatchException.class, failure -> assertThat(failure.kind()).isEqualTo(kind))
        .hasMessage(message);
  }

  @Test
  void refusesWhatItCannotApply() {
    ObjectNode object = Yaml.object("{a: 1}");
    assertThatThrownBy(
            () -> Patches.apply(PatchType.APPLY, object, bytes("{}"), new JavaSchema(Pod.class)))
        .hasMessageStartingWith("the body of the request was in an unknown format");
    assertThatThrownBy(
            () ->
                Patches.apply(
                    PatchType.STRATEGIC_MERGE, object, bytes("{}"), StructuralSchema.of(object)))
        .hasMessageEndingWith("application/json-patch+json, application/merge-patch+json");
    assertThatThrownBy(
            () ->
                Patches.apply(
                    PatchType.MERGE,
                    object,
                    "{".getBytes(StandardCharsets.UTF_8),
                    new JavaSchema(Pod.class)))
        .hasMessageStartingWith("error decoding patch");
    assertThatThrownBy(
            () ->
                Patches.apply(
                    PatchType.STRATEGIC_MERGE,
                    Yaml.object("spec: {containers: []}"),
                    bytes("spec: {containers: [{image: x}]}"),
                    new JavaSchema(Pod.class)))
        .hasMessage("containers: {\"image\":\"x\"} does not contain declared merge key: name");
  }

  /** For any a and b: the difference of a and b, applied to a, makes b. */
  @Test
  void mergePatchTurnsOneTreeIntoAnother() {
    Random random = new Random(7386);
    for (int i = 0; i < 5_000; i++) {
      ObjectNode before = tree(random, 3);
      ObjectNode after = tree(random, 3);
      ObjectNode patch = difference(before, after);
      assertThat(Patches.apply(PatchType.MERGE, before, Json.bytes(patch), null))
          .as("from %s by %s", before, patch)
          .isEqualTo(after);
    }
  }

  /** Whatever is patched, patching again changes nothing. */
  @Test
  void strategicMergePatchIsIdempotent() {
    Random random = new Random(42);
    for (int i = 0; i < 2_000; i++) {
      ObjectNode pod = randomPod(random);
      byte[] patch = Json.bytes(randomPod(random));
      ObjectNode once =
          Patches.apply(PatchType.STRATEGIC_MERGE, pod, patch, new JavaSchema(Pod.class));
      assertThat(Patches.apply(PatchType.STRATEGIC_MERGE, once, patch, new JavaSchema(Pod.class)))
          .isEqualTo(once);
    }
  }

  private static ObjectNode difference(ObjectNode before, ObjectNode after) {
    ObjectNode patch = Json.object();
    before
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!after.has(name)) {
                patch.putNull(name);
              }
            });
    for (var field : after.properties()) {
      JsonNode known = before.path(field.getKey());
      if (known instanceof ObjectNode a && field.getValue() instanceof ObjectNode b) {
        patch.set(field.getKey(), difference(a, b));
      } else if (!known.equals(field.getValue())) {
        patch.set(field.getKey(), field.getValue());
      }
    }
    return patch;
  }

  private static ObjectNode tree(Random random, int depth) {
    ObjectNode tree = Json.object();
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = "f" + random.nextInt(4);
      switch (random.nextInt(4)) {
        case 0 -> tree.put(name, random.nextInt(3));
        case 1 -> tree.put(name, "t" + random.nextInt(3));
        case 2 -> tree.putArray(name).add(random.nextInt(3));
        default -> {
          if (depth > 0) {
            tree.set(name, tree(random, depth - 1));
          }
        }
      }
    }
    return tree;
  }

  private static ObjectNode randomPod(Random random) {
    ObjectNode pod = Json.object();
    var containers = pod.putObject("spec").putArray("containers");
    for (int name : random.ints(0, 5).distinct().limit(random.nextInt(4)).toArray()) {
      ObjectNode container = containers.addObject().put("name", "c" + name);
      container.put("image", "i" + random.nextInt(3));
      var variables = container.putArray("env");
      for (int variable : random.ints(0, 5).distinct().limit(random.nextInt(4)).toArray()) {
        variables.addObject().put("name", "V" + variable).put("value", "" + random.nextInt(3));
      }
    }
    return pod;
  }

  private static Class<?> model(String name) {
    return switch (name) {
      case "Pod" -> Pod.class;
      case "Service" -> Service.class;
      case "Deployment" -> Deployment.class;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static byte[] bytes(String yaml) {
    return Json.bytes(Yaml.object(yaml));
  }

  private static JsonNode array(String yaml) {
    return Yaml.object("list: " + yaml).path("list");
  }
}
