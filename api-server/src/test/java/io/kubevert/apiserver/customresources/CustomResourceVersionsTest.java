package io.kubevert.apiserver.customresources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.kinds.Writes;
import io.kubevert.apiserver.kinds.apiextensions.CustomResourceDefinitions;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.table.Column;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomResourceVersionsTest {
  private static final String DEFINITION =
      """
      metadata: {name: crontabs.stable.example.com}
      spec:
        group: stable.example.com
        scope: Namespaced
        names: {plural: crontabs, kind: CronTab, shortNames: [ct]}
        versions:
        - name: v1
          served: true
          storage: true
          additionalPrinterColumns:
          - {name: Spec, type: string, jsonPath: .spec.cronSpec}
          - {name: Replicas, type: integer, jsonPath: .spec.replicas, priority: 1}
          - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
          - {name: Note, type: string, jsonPath: '.metadata.annotations.example\\.com/note'}
          subresources:
            status: {}
            scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .status.labelSelector}
          schema:
            openAPIV3Schema:
              type: object
              required: [spec]
              properties:
                status: {type: object, x-kubernetes-preserve-unknown-fields: true}
                spec:
                  type: object
                  required: [cronSpec]
                  x-kubernetes-validations:
                  - {rule: self.minReplicas <= self.replicas, message: replicas should be no less than minReplicas}
                  - {rule: '!has(self.max__dash__replicas) || self.replicas <= self.max__dash__replicas', messageExpression: '"at most " + string(self.max__dash__replicas)'}
                  properties:
                    cronSpec: {type: string, pattern: '^[*0-9 /,-]+$', maxLength: 20}
                    image: {type: string, x-kubernetes-validations: [{rule: self == oldSelf, message: image is immutable}]}
                    replicas: {type: integer, default: 1, minimum: 1, maximum: 10}
                    minReplicas: {type: integer, default: 0}
                    max-replicas: {type: integer}
                    policy: {type: string, enum: [Allow, Forbid]}
                    since: {type: string, format: date-time}
                    port: {x-kubernetes-int-or-string: true}
                    extra: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    labels: {type: object, additionalProperties: {type: string}}
                    tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                    hosts:
                      type: array
                      maxItems: 2
                      x-kubernetes-list-type: map
                      x-kubernetes-list-map-keys: [name]
                      items:
                        type: object
                        required: [name]
                        properties:
                          name: {type: string}
                          weight: {type: integer, default: 5, x-kubernetes-validations: [{rule: self >= oldSelf}]}
                    choice:
                      type: object
                      properties: {a: {type: string}, b: {type: string}}
                      oneOf: [{required: [a]}, {required: [b]}]
      """;

  private final ServedVersion version =
      CustomResourceVersions.of(Yaml.object(DEFINITION)).getFirst();
  private final Writes crontabs = new Writes(version.stored());
  private final Writes definitions = new Writes(CustomResourceDefinitions.definition());

  @Test
  void prunesAndFillsIn() {
    ObjectNode object =
        Yaml.object(
            "{metadata: {name: a}, spec: {cronSpec: '* *', foo: 1, port: null, extra: {any: [1]},"
                + " labels: {x: y}, hosts: [{name: h, z: 1}]}, other: 2}");
    assertThat(version.definition().schema().unknownFields(object))
        .containsExactly("spec.foo", "spec.hosts[0].z", "other");
    version.definition().schema().decode(object);
    assertThat(crontabs.create(object).object().path("spec"))
        .isEqualTo(
            Yaml.object(
                "{cronSpec: '* *', extra: {any: [1]}, labels: {x: y}, hosts: [{name: h, weight: 5}],"
                    + " replicas: 1, minReplicas: 0}"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | spec.cronSpec: Required value",
        "{cronSpec: 5} | spec.cronSpec: Invalid value: 5: spec.cronSpec in body must be of type string: \"integer\"",
        "{cronSpec: x} | spec.cronSpec: Invalid value: \"x\": spec.cronSpec in body should match '^[*0-9 /,-]+$'",
        "{cronSpec: '* * * * * * * * * * * *'} | spec.cronSpec: Too long: may not be more than 20 bytes",
        "{cronSpec: '*', replicas: 11} | spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10",
        "{cronSpec: '*', replicas: 0} | spec.replicas: Invalid value: 0: spec.replicas in body should be greater than or equal to 1",
        "{cronSpec: '*', policy: Never} | spec.policy: Unsupported value: \"Never\": supported values: \"Allow\", \"Forbid\"",
        "{cronSpec: '*', since: now} | spec.since: Invalid value: \"now\": spec.since in body must be of type date-time: \"now\"",
        "{cronSpec: '*', port: true} | spec.port: Invalid value: true: spec.port in body must be of type : \"boolean\"",
        "{cronSpec: '*', labels: {a: 1}} | spec.labels[a]: Invalid value: 1: spec.labels[a] in body must be of type string: \"integer\"",
        "{cronSpec: '*', tags: [a, a]} | spec.tags[1]: Duplicate value: \"a\"",
        "{cronSpec: '*', hosts: [{name: a}, {name: a}]} | spec.hosts[1]: Duplicate value: {\"name\":\"a\"}",
        "{cronSpec: '*', hosts: [{name: a}, {name: b}, {name: c}]} | spec.hosts: Too many: 3: must have at most 2 items",
        "{cronSpec: '*', choice: {}} | spec.choice: Invalid value: \"object\": \"spec.choice\" must validate one and only one schema (oneOf). Found none valid",
        "{cronSpec: '*', choice: {a: x, b: y}} | spec.choice: Invalid value: \"object\": \"spec.choice\" must validate one and only one schema (oneOf). Found 2 valid alternatives",
        "{cronSpec: '*', minReplicas: 5} | spec: Invalid value: \"object\": replicas should be no less than minReplicas",
        "{cronSpec: '*', replicas: 4, max-replicas: 3} | spec: Invalid value: \"object\": at most 3",
      })
  void refusesObjects(String spec, String fault) {
    assertThat(crontabs.create("{metadata: {name: a}, spec: " + spec + "}").faults())
        .containsExactly(fault);
  }

  @Test
  void comparesWithTheValueBefore() {
    ObjectNode before =
        crontabs
            .create(
                "{metadata: {name: a}, spec: {cronSpec: '*', image: x, hosts: [{name: h}, {name:"
                    + " i}]}}")
            .object();
    assertThat(
            crontabs
                .update(
                    before,
                    "{metadata: {name: a}, spec: {cronSpec: '*', image: z, hosts: [{name: i}, {name:"
                        + " h, weight: 4}]}}")
                .faults())
        .containsExactly(
            "spec.image: Invalid value: \"z\": image is immutable",
            "spec.hosts[1].weight: Invalid value: 4: failed rule: self >= oldSelf");
  }

  /** What is stored may be older than the rules. */
  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{cronSpec: x} | {cronSpec: x, image: i} | ",
        "{cronSpec: x} | {cronSpec: y} | spec.cronSpec: Invalid value: \"y\": spec.cronSpec in body should match '^[*0-9 /,-]+$'",
        "{} | {image: i} | spec.cronSpec: Required value",
        "{cronSpec: '*', labels: {a: 1}} | {cronSpec: '*', labels: {a: 1, b: c}} | ",
        "{cronSpec: '*', hosts: [{name: a, weight: x}, {name: b}]} | {cronSpec: '*', hosts: [{name: c}, {name: a, weight: x}]} | ",
        "{cronSpec: '*', hosts: [{name: a, weight: x}]} | {cronSpec: '*', hosts: [{name: b, weight: x}]} | spec.hosts[0].weight: Invalid value: \"x\": spec.hosts[0].weight in body must be of type integer: \"string\"",
        "{cronSpec: '*', tags: [a, a]} | {cronSpec: '*', tags: [a, a]} | spec.tags[1]: Duplicate value: \"a\"",
        "{cronSpec: '*', minReplicas: 5} | {cronSpec: '*', minReplicas: 5} | ",
        "{cronSpec: '*', minReplicas: 5} | {cronSpec: '**', minReplicas: 5} | spec: Invalid value: \"object\": replicas should be no less than minReplicas",
      })
  void putsUpWithWhatWasThereBefore(String old, String spec, String fault) {
    List<String> faults =
        crontabs
            .update(
                Yaml.object("{metadata: {name: a}, spec: " + old + "}"),
                "{metadata: {name: a, labels: {changed: yes}}, spec: " + spec + "}")
            .faults();
    assertThat(faults).isEqualTo(fault == null ? List.of() : List.of(fault));
  }

  @Test
  void showsWhatIsStoredAsTheSchemaIsNow() {
    ObjectNode stored =
        Yaml.object(
            "{apiVersion: stable.example.com/v1, kind: CronTab, metadata: {name: a},"
                + " spec: {cronSpec: '*', dropped: 1, hosts: [{name: h}]}}");
    assertThat(version.show(stored).path("spec"))
        .isEqualTo(
            Yaml.object(
                "{cronSpec: '*', hosts: [{name: h, weight: 5}], replicas: 1, minReplicas: 0}"));
  }

  @Test
  void showsItsColumns() {
    ObjectNode object =
        Yaml.object(
            """
            metadata: {name: a, annotations: {example.com/note: hello}}
            spec: {cronSpec: '*', replicas: 3}
            status: {conditions: [{type: Other, status: "False"}, {type: Ready, status: "True"}]}
            """);
    List<Column> columns = version.definition().columns();
    assertThat(columns)
        .extracting(Column::name)
        .containsExactly("Name", "Spec", "Replicas", "Ready", "Note");
    assertThat(columns)
        .extracting(column -> column.cell().apply(object))
        .containsExactly("a", "*", 3L, "True", "hello");
    assertThat(columns.getLast().cell().apply(Yaml.object("{metadata: {name: a}}"))).isNull();
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plural: crontabs | plural: others | metadata.name: Invalid value: \"crontabs.stable.example.com\": must be spec.names.plural+\".\"+spec.group",
        "group: stable.example.com | group: example | spec.group: Invalid value: \"example\": should be a domain with at least one dot",
        "group: stable.example.com | group: a.k8s.io | metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation \"api-approved.kubernetes.io\", see https://github.com/kubernetes/enhancements/pull/1111",
        "scope: Namespaced | scope: Global | spec.scope: Unsupported value: \"Global\": supported values: \"Cluster\", \"Namespaced\"",
        "kind: CronTab | kind: CronTab, listKind: CronTab | spec.names.listKind: Invalid value: \"CronTab\": kind and listKind may not be the same",
        "storage: true | storage: false | spec.versions: must have exactly one version marked as storage version",
        "image: {type: string | image: {type: strin | spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[image].type: Unsupported value: \"strin\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"",
        "policy: {type: string, | policy: { | spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[policy].type: Required value: must not be empty for specified object fields",
        "maxItems: 2 | uniqueItems: true | spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[hosts].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
        "list-map-keys: [name] | list-map-keys: [id] | spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[hosts].x-kubernetes-list-map-keys[0]: Invalid value: \"id\": entries must all be names of item properties",
        "{required: [a]} | {type: object} | spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[choice].oneOf[0].type: Forbidden: must be empty to be structural",
        "default: 1, | default: x, | spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[replicas].default: Invalid value: \"x\": spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[replicas].default in body must be of type integer: \"string\"",
        "specReplicasPath: .spec.replicas | specReplicasPath: .metadata.x | spec.versions[0].subresources.scale.specReplicasPath: Invalid value: \".metadata.x\": should be a json path under .spec",
      })
  void refusesDefinitions(String text, String changed, String fault) {
    assertThat(definitions.create(DEFINITION).faults()).isEmpty();
    assertThat(definitions.create(DEFINITION.replace(text, changed)).faults())
        .anySatisfy(
            found -> assertThat(found.replaceAll("Invalid value: \\[.*]: ", "")).isEqualTo(fault));
  }

  @Test
  void saysWhereARuleIsNone() {
    assertThat(definitions.create(DEFINITION.replace("self == oldSelf", "self ==")).faults())
        .singleElement()
        .asString()
        .startsWith(
            "spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[image].x-kubernetes-validations[0].rule:"
                + " Invalid value: \"self ==\": compilation failed: ERROR: <input>:1:");
  }
}
