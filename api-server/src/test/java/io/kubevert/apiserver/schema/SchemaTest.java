package io.kubevert.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.review.Reviews;
import io.kubevert.client.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {
  private static final List<ResourceDefinition> DEFINITIONS =
      ResourceCatalog.builtIn(new ClusterSettings("10.233.0.0/18", 30000, 32767)).definitions();
  private static final List<DescribedResource> DESCRIBED =
      Stream.concat(
              DEFINITIONS.stream().map(DescribedResource::kept),
              Reviews.DEFINITIONS.stream().map(DescribedResource::answered))
          .toList();

  private final OpenApiV3 openApi = new OpenApiV3(DESCRIBED, "v1.32.0");

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
    assertThat(openApi.index()).isEqualTo(new OpenApiV3(DESCRIBED, "v1.32.0").index());
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

  /** A path of a subresource, and the methods that it has. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "apis/apps/v1, deployments/{name}/status, get put patch",
    "apis/apps/v1, deployments/{name}/scale, get put patch",
    "apis/apps/v1, replicasets/{name}/scale, get put patch",
    "apis/apps/v1, statefulsets/{name}/scale, get put patch",
    "api/v1, replicationcontrollers/{name}/scale, get put patch",
    "api/v1, pods/{name}/attach, get post",
    "api/v1, pods/{name}/binding, post",
    "api/v1, pods/{name}/ephemeralcontainers, get put patch",
    "api/v1, pods/{name}/eviction, post",
    "api/v1, pods/{name}/exec, get post",
    "api/v1, pods/{name}/log, get",
    "api/v1, pods/{name}/portforward, get post",
    "api/v1, pods/{name}/proxy, get post put patch delete",
    "api/v1, pods/{name}/proxy/{path}, get post put patch delete",
    "api/v1, pods/{name}/resize, get put patch",
    "api/v1, services/{name}/proxy/{path}, get post put patch delete",
    "api/v1, serviceaccounts/{name}/token, post",
  })
  void describesSubresources(String document, String path, String methods) {
    JsonNode item =
        Json.parse(openApi.document(document))
            .path("paths")
            .path("/" + document + "/namespaces/{namespace}/" + path);
    assertThat(item.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of("parameters"), Stream.of(methods.split(" "))).toList());
  }

  @Test
  void namesTheKindOfASubresource() {
    JsonNode document = Json.parse(openApi.document("apis/apps/v1"));
    JsonNode patch =
        document
            .path("paths")
            .path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale")
            .path("patch");
    assertThat(patch.path("x-kubernetes-group-version-kind"))
        .isEqualTo(Yaml.object("{group: autoscaling, kind: Scale, version: v1}"));
    assertThat(patch.at("/requestBody/content").path("application/merge-patch+json").toString())
        .contains("io.k8s.api.autoscaling.v1.Scale");
    assertThat(document.at("/components/schemas/io.k8s.api.autoscaling.v1.Scale/properties"))
        .hasSize(5);
  }

  @Test
  void aReviewIsOnlyCreated() {
    JsonNode document = Json.parse(openApi.document("apis/authorization.k8s.io/v1"));
    JsonNode paths = document.path("paths");
    String of = "/apis/authorization.k8s.io/v1/";
    String local = of + "namespaces/{namespace}/localsubjectaccessreviews";
    for (String path : List.of(of + "subjectaccessreviews", local)) {
      assertThat(paths.path(path).fieldNames())
          .as(path)
          .toIterable()
          .containsOnly("parameters", "post");
    }
    JsonNode schemas = document.path("components").path("schemas");
    JsonNode spec = schemas.path("io.k8s.api.authorization.v1.SubjectAccessReviewSpec");
    assertThat(spec.path("properties").fieldNames())
        .toIterable()
        .contains("resourceAttributes", "groups");
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
    assertReferences(Json.parse(new OpenApiV2(DESCRIBED, "v1.32.0").document()), "/definitions");
  }

  /** Gnostic's document has its definitions in field 9, and each with its name in field 1. */
  @Test
  void versionTwoComesAsProtobuf() throws Exception {
    OpenApiV2 versionTwo = new OpenApiV2(DESCRIBED, "v1.32.0");
    UnknownFieldSet document = UnknownFieldSet.parseFrom(versionTwo.protobuf());
    List<String> names = new ArrayList<>();
    for (ByteString all : document.getField(9).getLengthDelimitedList()) {
      for (ByteString each : UnknownFieldSet.parseFrom(all).getField(1).getLengthDelimitedList()) {
        ByteString name =
            UnknownFieldSet.parseFrom(each).getField(1).getLengthDelimitedList().getFirst();
        names.add(name.toStringUtf8());
      }
    }
    assertThat(Json.parse(versionTwo.document()).path("definitions").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(names);
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
