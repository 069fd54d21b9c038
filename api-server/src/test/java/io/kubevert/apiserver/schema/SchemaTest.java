package io.kubevert.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.client.Json;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static final List<ResourceDefinition> DEFINITIONS =
      ResourceCatalog.builtIn(new ClusterSettings("10.233.0.0/18", 30000, 32767)).definitions();

  private final OpenApiV3 openApi = new OpenApiV3(DEFINITIONS, "v1.32.0");

  @Test
  void findsUnknownFieldsWithTheirPaths() {
    ObjectNode pod =
        Yaml.object(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: a, labels: {any: thing}, lable: x}
            spec:
              foo: 1
              containers:
              - name: a
                imagePullPolice: Always
                ports: [{containerPort: 80, name: http, prot: TCP}]
                resources: {limits: {cpu: 1}}
            """);
    assertThat(new JavaSchema(Pod.class).unknownFields(pod))
        .containsExactly(
            "metadata.lable",
            "spec.foo",
            "spec.containers[0].imagePullPolice",
            "spec.containers[0].ports[0].prot");
  }

  @Test
  void acceptsEveryFieldOfAService() {
    ObjectNode service =
        Yaml.object(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: a, ownerReferences: [{uid: x, blockOwnerDeletion: true}]}
            spec:
              ports: [{port: 80, targetPort: http, nodePort: 30000, appProtocol: h2c}]
              clusterIPs: [10.0.0.1]
              sessionAffinityConfig: {clientIP: {timeoutSeconds: 1}}
              trafficDistribution: PreferClose
            status: {loadBalancer: {ingress: [{ip: 1.2.3.4, ipMode: VIP}]}}
            """);
    assertThat(new JavaSchema(Service.class).unknownFields(service)).isEmpty();
  }

  @Test
  void indexesADocumentForEachGroupVersion() {
    JsonNode paths = openApi.index().path("paths");
    assertThat(paths.path("api/v1").path("serverRelativeURL").asText())
        .matches("/openapi/v3/api/v1\\?hash=[0-9A-F]{128}");
    assertThat(paths.has("apis/apps/v1")).isTrue();
    assertThat(openApi.index()).isEqualTo(new OpenApiV3(DEFINITIONS, "v1.32.0").index());
    assertThatThrownBy(() -> openApi.document("apis/nothing/v1"))
        .hasMessage("no OpenAPI document for apis/nothing/v1");
  }

  /** What kubectl looks for before it lets the server validate fields. */
  @Test
  void everyKindCanBePatchedWithFieldValidation() {
    for (ResourceDefinition definition : DEFINITIONS) {
      var type = definition.type();
      String path = type.group().isEmpty() ? "api/v1" : "apis/" + type.apiVersion();
      JsonNode document = Json.parse(openApi.document(path));
      boolean found = false;
      for (var item : document.path("paths").properties()) {
        JsonNode patch = item.getValue().path("patch");
        if (patch
            .path("x-kubernetes-group-version-kind")
            .path("kind")
            .asText()
            .equals(type.kind())) {
          found = true;
          assertThat(patch.path("parameters").findValuesAsText("name"))
              .as(type.kind())
              .contains("fieldValidation", "dryRun");
        }
      }
      assertThat(found).as(type.kind()).isTrue();
    }
  }

  /** What kubectl apply needs to make a strategic merge patch. */
  @Test
  void saysHowListsMerge() {
    JsonNode schemas = Json.parse(openApi.document("api/v1")).path("components").path("schemas");
    JsonNode containers =
        schemas.path("io.k8s.api.core.v1.PodSpec").path("properties").path("containers");
    assertThat(containers.path("x-kubernetes-patch-merge-key").asText()).isEqualTo("name");
    assertThat(containers.path("x-kubernetes-patch-strategy").asText()).isEqualTo("merge");
    assertThat(containers.path("x-kubernetes-list-type").asText()).isEqualTo("map");
    assertThat(schemas.path("io.k8s.api.core.v1.Pod").path("x-kubernetes-group-version-kind"))
        .hasToString("[{\"group\":\"\",\"kind\":\"Pod\",\"version\":\"v1\"}]");
  }

  @Test
  void everyReferenceLeadsToASchema() {
    for (var path : openApi.index().path("paths").properties()) {
      assertReferences(Json.parse(openApi.document(path.getKey())), "/components/schemas");
    }
    assertReferences(Json.parse(new OpenApiV2(DEFINITIONS, "v1.32.0").document()), "/definitions");
  }

  private static void assertReferences(JsonNode document, String at) {
    Set<String> names = new TreeSet<>(document.findValuesAsText("$ref"));
    // The schema of schemas has a property of that name.
    names.remove("");
    assertThat(names).isNotEmpty();
    for (String name : names) {
      String prefix = "#" + at + "/";
      assertThat(name).startsWith(prefix);
      assertThat(document.at(at).has(name.substring(prefix.length()))).as(name).isTrue();
    }
  }
}
