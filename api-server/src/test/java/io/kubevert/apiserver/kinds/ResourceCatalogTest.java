package io.kubevert.apiserver.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.schema.ModelField;
import io.kubevert.apiserver.schema.Shape;
import io.kubevert.apiserver.table.IncludeObject;
import io.kubevert.apiserver.table.Tables;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.Json;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceCatalogTest {
  private static final List<String> TEXTS =
      List.of("", "a", "None", "Local", "LoadBalancer", "NodePort", "1.2.3.4", "10.0.0.0/8", "25%");
  private final ResourceCatalog catalog =
      ResourceCatalog.builtIn(new ClusterSettings("10.233.0.0/18", 30000, 32767));

  @Test
  void findsByPath() {
    assertThat(catalog.find("", "v1", "pods"))
        .hasValueSatisfying(pods -> assertThat(pods.singular()).isEqualTo("pod"));
    assertThat(catalog.find("apps", "v1", "deployments")).isPresent();
    assertThat(catalog.find("apps", "v1", "pods")).isEmpty();
  }

  /** What such a kind has stored is told to it at start; of others nothing is read then. */
  @Test
  void whoeverTakesWhatMustBeUniqueSaysSo() throws Exception {
    for (ResourceDefinition definition : catalog.definitions()) {
      Class<?> strategy = definition.strategy().getClass();
      boolean takes =
          strategy
                  .getMethod("reserve", ObjectNode.class, ObjectNode.class, FieldErrors.class)
                  .getDeclaringClass()
              != Strategy.class;
      assertThat(definition.strategy().reserves())
          .as(definition.type().groupResource())
          .isEqualTo(takes);
    }
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0/31,1,2", "10.0.0.0,1,2", "x/8,1,2", "10.0.0.0/16,0,9", "10.0.0.0/16,9,8"})
  void refusesImpossibleSettings(String cidr, int from, int to) {
    assertThatThrownBy(() -> new ClusterSettings(cidr, from, to))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not valid: use");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "configmaps | data: {a/b: c} | data[a/b]: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
        "configmaps | {data: {a: c}, binaryData: {a: Yw==}} | binaryData[a]: Invalid value: \"a\": duplicate of key present in data",
        "secrets | type: kubernetes.io/tls | data[tls.crt]: Required value",
        "endpoints | subsets: [{ports: [{port: 80}]}] | subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`",
        "endpoints | subsets: [{addresses: [{ip: 127.0.0.1}]}] | subsets[0].addresses[0].ip: Invalid value: \"127.0.0.1\": may not be in the loopback range (127.0.0.0/8, ::1/128)",
        "endpointslices | endpoints: [] | addressType: Required value",
        "endpointslices | {addressType: IPv4, endpoints: [{addresses: []}]} | endpoints[0].addresses: Required value: must contain at least 1 address",
        "ingressclasses | spec: {controller: foo} | spec.controller: Invalid value: \"foo\": must be a domain-prefixed path (such as \"acme.io/foo\")",
        "ingressclasses | spec: {} | spec.controller: Required value",
        "ingressclasses | spec: {controller: a.io/b, parameters: {kind: A, name: b, scope: Namespace}} | spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'",
        "ingressclasses | spec: {controller: a.io/b, parameters: {kind: A, name: b, namespace: c}} | spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'",
        "persistentvolumeclaims | spec: {} | spec.accessModes: Required value: at least 1 access mode is required",
        "persistentvolumeclaims | spec: {accessModes: [ReadWriteOnce]} | spec.resources[storage]: Required value",
        "persistentvolumeclaims | spec: {accessModes: [Write]} | spec.accessModes: Unsupported value: \"Write\": supported values: \"ReadOnlyMany\", \"ReadWriteMany\", \"ReadWriteOnce\", \"ReadWriteOncePod\"",
        "persistentvolumeclaims | spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 0}}} | spec.resources[storage]: Invalid value: \"0\": must be greater than zero",
        "persistentvolumes | spec: {} | spec: Required value: must specify a volume type",
        "persistentvolumes | spec: {hostPath: {path: /a}, nfs: {server: a, path: /b}} | spec.nfs: Forbidden: may not specify more than 1 volume type",
        "persistentvolumes | spec: {persistentVolumeReclaimPolicy: Keep} | spec.persistentVolumeReclaimPolicy: Unsupported value: \"Keep\": supported values: \"Delete\", \"Recycle\", \"Retain\"",
        "nodes | spec: {taints: [{key: a, effect: Never}]} | spec.taints[0].effect: Unsupported value: \"Never\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"",
        "nodes | spec: {podCIDR: x} | spec.podCIDRs[0]: Invalid value: \"x\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
        "resourcequotas | spec: {hard: {foo: 1}} | spec.hard[foo]: Invalid value: \"foo\": must be a standard resource for quota",
        "resourcequotas | spec: {hard: {pods: -1}} | spec.hard[pods]: Invalid value: \"-1\": must be greater than or equal to 0",
        "resourcequotas | spec: {hard: {pods: 1500m}} | spec.hard[pods]: Invalid value: \"1500m\": must be an integer",
        "replicationcontrollers | spec: {} | spec.selector: Required value",
        "replicationcontrollers | spec: {} | spec.template: Required value",
        "deployments | spec: {} | spec.selector: Required value",
        "deployments | spec: {} | spec.template.spec.containers: Required value",
        "cronjobs | spec: {} | spec.jobTemplate.spec.template.spec.containers: Required value",
        "leases | spec: {leaseDurationSeconds: 0} | spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0",
        "roles | rules: [{resources: [pods], apiGroups: ['']}] | rules[0].verbs: Required value: verbs must contain at least one value",
        "rolebindings | roleRef: {kind: Pod, name: a} | roleRef.kind: Unsupported value: \"Pod\": supported values: \"Role\", \"ClusterRole\"",
        "poddisruptionbudgets | spec: {minAvailable: -1} | spec.minAvailable: Invalid value: -1: must be greater than or equal to 0",
        "poddisruptionbudgets | spec: {maxUnavailable: 101%} | spec.maxUnavailable: Invalid value: \"101%\": must not be greater than 100%",
        "poddisruptionbudgets | spec: {maxUnavailable: some} | spec.maxUnavailable: Invalid value: \"some\": must be an integer or percentage (e.g '5%', or '100', regex used for validation is '[0-9]+%')",
        "poddisruptionbudgets | spec: {unhealthyPodEvictionPolicy: Never} | spec.unhealthyPodEvictionPolicy: Unsupported value: \"Never\": supported values: \"AlwaysAllow\", \"IfHealthyBudget\"",
        "events | {metadata: {namespace: a}, involvedObject: {namespace: b}} | involvedObject.namespace: Invalid value: \"b\": does not match event.namespace",
      })
  void refuses(String plural, String object, String fault) {
    assertThat(new Writes(definition(plural)).create(object).faults()).contains(fault);
  }

  @Test
  void secretsTakePlainText() {
    ObjectNode secret = new Writes(definition("secrets")).create("stringData: {a: b}").object();
    assertThat(secret).isEqualTo(Yaml.object("{type: Opaque, data: {a: Yg==}}"));
  }

  @Test
  void namespacesCarryTheirNameAsALabel() {
    ObjectNode namespace =
        new Writes(definition("namespaces")).create("metadata: {name: shop}").object();
    assertThat(namespace.at("/metadata/labels").toString())
        .isEqualTo("{\"kubernetes.io/metadata.name\":\"shop\"}");
    assertThat(namespace.at("/status/phase").asText()).isEqualTo("Active");
  }

  /** Whatever a stranger sends, a kind accepts it or says what is wrong: it never breaks. */
  @Test
  void noTreeOfTheRightShapeBreaksAKind() {
    Random random = new Random(31);
    for (ResourceDefinition definition : catalog.definitions()) {
      // Schemas are in schemas, which makes very large trees.
      int depth = definition.type().kind().equals("CustomResourceDefinition") ? 5 : 7;
      for (int i = 0; i < 40; i++) {
        ObjectNode before = randomModel(random, definition.schema().shape(), depth);
        ObjectNode after = randomModel(random, definition.schema().shape(), depth);
        String what = definition.type().kind() + " " + before + " then " + after;
        assertThatCode(
                () -> {
                  definition.schema().decode(before);
                  definition.schema().decode(after);
                  assertThat(definition.schema().unknownFields(before)).isEmpty();
                  List<ObjectNode> raw = List.of(before.deepCopy(), after.deepCopy());
                  Writes writes = new Writes(definition);
                  ObjectNode created = writes.create(before).object();
                  ObjectNode updated = writes.update(created, after).object();
                  List<ObjectNode> both = List.of(created, updated);
                  Tables.of(definition, raw, IncludeObject.NONE, Json.object());
                  Tables.of(definition, both, IncludeObject.NONE, Json.object());
                  both.forEach(definition.strategy()::selectableFields);
                  both.forEach(object -> definition.strategy().deleted(object));
                })
            .as(what)
            .doesNotThrowAnyException();
      }
    }
  }

  private ResourceDefinition definition(String plural) {
    return catalog.definitions().stream()
        .filter(definition -> definition.type().plural().equals(plural))
        .findFirst()
        .orElseThrow();
  }

  private static ObjectNode randomModel(Random random, Shape shape, int depth) {
    ObjectNode object = Json.object();
    for (ModelField field : ((Shape.Model) shape).type().fields().values()) {
      boolean always = field.name().equals("spec") || field.name().equals("template");
      if (depth > 0 && (always || random.nextInt(3) == 0)) {
        object.set(field.name(), random(random, field.shape(), depth - 1));
      }
    }
    return object;
  }

  private static JsonNode random(Random random, Shape shape, int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (shape) {
      case Shape.Model model -> randomModel(random, model, depth);
      case Shape.ListOf list -> {
        ArrayNode array = nodes.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          array.add(random(random, list.element(), depth));
        }
        yield array;
      }
      case Shape.MapOf map ->
          nodes.objectNode().set("k" + random.nextInt(3), random(random, map.value(), depth));
      case Shape.Any any -> nodes.objectNode();
      case Shape.Scalar scalar ->
          switch (scalar.type()) {
            case "integer" -> nodes.numberNode(random.nextInt(-1, 3));
            case "number" -> nodes.numberNode(0.5);
            case "boolean" -> nodes.booleanNode(random.nextBoolean());
            default ->
                nodes.textNode(
                    switch (scalar.format()) {
                      case "quantity" -> random.nextInt(3) + "Gi";
                      case "date-time" -> "2026-01-01T00:00:0" + random.nextInt(10) + "Z";
                      case "byte" -> "AAAA";
                      default -> TEXTS.get(random.nextInt(TEXTS.size()));
                    });
          };
    };
  }
}
