package io.kubevert.apiserver.controller.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.controller.FakeCluster;
import org.junit.jupiter.api.Test;

class TemplateHashTest {

  @Test
  void templatesThatDifferInOrderOnlyHaveTheSameName() {
    assertThat(TemplateHash.of(FakeCluster.yaml("{a: 1, b: {c: [1, 2], d: x}}")))
        .isEqualTo(TemplateHash.of(FakeCluster.yaml("{b: {d: x, c: [1, 2]}, a: 1}")))
        .isNotEqualTo(TemplateHash.of(FakeCluster.yaml("{b: {d: x, c: [2, 1]}, a: 1}")));
  }
}
