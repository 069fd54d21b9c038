package io.kubevert.nodeagent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of images are completed as Docker does. */
final class ImageReferenceTest {

  @ParameterizedTest
  @CsvSource({
    "nginx,                         docker.io/library/nginx:latest,           ''",
    "nginx:1.25,                    docker.io/library/nginx:1.25,             ''",
    "kubevert/web,                  docker.io/kubevert/web:latest,            kubevert/web",
    "kubevert/multitool:any,        docker.io/kubevert/multitool:any,         kubevert/multitool",
    "c1t1d0s7/myweb,                docker.io/c1t1d0s7/myweb:latest,          kubevert/web",
    "c1t1d0s7/network-multitool,    docker.io/c1t1d0s7/network-multitool:latest, kubevert/multitool",
    "quay.io/kubevert/web,          quay.io/kubevert/web:latest,              ''",
    "localhost/app,                 localhost/app:latest,                     ''",
    "registry:5000/team/app:v1,     registry:5000/team/app:v1,                ''",
  })
  void completes(String text, String full, String builtIn) {
    ImageReference reference = ImageReference.parse(text);
    assertThat(reference).hasToString(full);
    assertThat(reference.builtInName()).isEqualTo(builtIn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "UPPER", "a b", "../etc", "nginx:", "nginx@sha256:12", "a//b", "-a", "a:b:c"})
  void refuses(String text) {
    assertThatThrownBy(() -> ImageReference.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not an image's name");
  }
}
