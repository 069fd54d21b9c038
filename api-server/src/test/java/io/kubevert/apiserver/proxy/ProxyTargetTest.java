package io.kubevert.apiserver.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.status.StatusException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyTargetTest {
  private static final ObjectNode SERVICE =
      Yaml.object("spec: {ports: [{name: http, port: 80}, {name: admin, port: 8001}]}");
  private static final ObjectNode SLICE =
      Yaml.object(
          """
          endpoints:
          - {addresses: [10.0.0.1], conditions: {ready: false}}
          - {addresses: [10.0.0.2], conditions: {ready: true}}
          ports: [{name: http, port: 8080}, {name: admin, port: 9000}]
          """);

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "web, 8080, false",
    "web:80, 8080, false",
    "web:admin, 9000, false",
    "https:web:8001, 9000, true",
    "http:web:, 8080, false",
  })
  void servicesLeadToReadyEndpoints(String name, int port, boolean tls) {
    assertThat(
            ProxyTarget.ofService(
                ProxyTarget.Name.parse(name), SERVICE, List.of(SLICE), new Random(1)))
        .isEqualTo(new ProxyTarget("10.0.0.2", port, tls));
  }

  @Test
  void namesHaveThreePartsAtMost() {
    assertThatThrownBy(() -> ProxyTarget.Name.parse("a:b:c:d")).isInstanceOf(StatusException.class);
  }
}
