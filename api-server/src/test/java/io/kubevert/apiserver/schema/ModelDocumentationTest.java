package io.kubevert.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelDocumentationTest {
  /** Kubernetes has removed these, and its words on them. */
  private static final List<String> REMOVED = List.of("extensions");

  static Stream<String> kinds() {
    return ResourceCatalog.builtIn(new ClusterSettings("10.233.0.0/18", 30_000, 32_767))
        .definitions()
        .stream()
        .filter(definition -> definition.schema() instanceof JavaSchema)
        .filter(definition -> !REMOVED.contains(definition.type().group()))
        .filter(definition -> definition.type().version().equals("v1"))
        .map(SchemaNames::of)
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void saysWhatEachKindIsAndItsMetadata(String kind) {
    ModelDocumentation documentation = ModelDocumentation.of(kind);
    assertThat(documentation.description()).isNotEmpty();
    assertThat(documentation.field("apiVersion").description()).contains("versioned schema");
  }

  @Test
  void isReadOnceForAllVersionsOfTheSchemas() {
    assertThat(ModelDocumentation.of(Pod.class).description()).startsWith("Pod is a collection");
    assertThat(ModelDocumentation.of(Pod.class)).isSameAs(ModelDocumentation.of(Pod.class));
  }

  @Test
  void tellsTypesOfTheSameNameApart() {
    assertThat(ModelDocumentation.of("io.k8s.api.discovery.v1.EndpointPort").description())
        .contains("EndpointSlice");
    assertThat(ModelDocumentation.of("io.k8s.api.core.v1.EndpointPort").description())
        .doesNotContain("EndpointSlice");
  }

  @Test
  void knowsNothingOfWhatKubernetesDoesNotHave() {
    ModelDocumentation documentation = ModelDocumentation.of("com.example.v1.CronTab");
    assertThat(documentation.description()).isEmpty();
    assertThat(documentation.field("spec").required()).isFalse();
  }
}
