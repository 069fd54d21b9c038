package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two Ingresses for one rule, of which one is the other's canary. */
@ExtendWith(RigExtension.class)
class CanaryTest {
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig.service("main", 1);
    rig.service("canary", 1);
    rig.service("empty", 0);
  }

  private static void pair(String host, Map<String, String> main, Map<String, String> canary) {
    rig.ingress("main-" + host, host, main, Path.prefix("/", "main"));
    Map<String, String> annotations = new HashMap<>(canary);
    annotations.put("canary", "true");
    rig.canary("canary-" + host, host, annotations, Path.prefix("/", "canary"));
  }

  @Test
  void takesItsShareByChance() {
    pair("share.test", Map.of(), Map.of("canary-weight", "500", "canary-weight-total", "1000"));
    long taken =
        IntStream.range(0, 100)
            .filter(i -> rig.get("share.test", "/").body().equals("canary-1"))
            .count();
    assertThat(taken).isBetween(15L, 85L);
  }

  @Test
  void inheritsTheAnnotationsOfItsMain() {
    pair(
        "inherit.test",
        Map.of("upstream-vhost", "inner.test", "enable-cors", "true"),
        Map.of("canary-weight", "100", "permanent-redirect", "https://else.test"));
    Got got = rig.get("inherit.test", "/");
    assertThat(got.body()).isEqualTo("canary-1");
    assertThat(got.header("access-control-allow-origin")).isEqualTo("*");
  }

  @Test
  void keepsSessionsWhereTheyBegan() {
    pair("session.test", Map.of("affinity", "cookie"), Map.of("canary-by-header", "X-Canary"));
    String canary = cookie(rig.get("session.test", "/", Map.of("X-Canary", "always")));
    String main = cookie(rig.get("session.test", "/", Map.of("X-Canary", "never")));
    assertThat(ask("session.test", canary, "never")).isEqualTo("canary-1");
    assertThat(ask("session.test", main, "always")).isEqualTo("main-1");
  }

  @Test
  void choosesForSessionsAsForAllOthersWhenItIsLegacy() {
    pair(
        "legacy.test",
        Map.of("affinity", "cookie", "affinity-canary-behavior", "legacy"),
        Map.of("canary-by-header", "X-Canary"));
    String main = cookie(rig.get("legacy.test", "/", Map.of("X-Canary", "never")));
    assertThat(ask("legacy.test", main, "always")).isEqualTo("canary-1");
  }

  private static String cookie(Got got) {
    return got.header("set-cookie").split(";")[0];
  }

  private static String ask(String host, String cookie, String header) {
    return rig.get(host, "/", Map.of("Cookie", cookie, "X-Canary", header)).body();
  }

  @Test
  void takesNothingWithoutEndpoints() {
    rig.ingress("main-none", "none.test", Map.of(), Path.prefix("/", "main"));
    rig.canary(
        "canary-none",
        "none.test",
        Map.of("canary", "true", "canary-weight", "100"),
        Path.prefix("/", "empty"));
    assertThat(rig.get("none.test", "/").body()).isEqualTo("main-1");
  }

  @Test
  void isOnePerRuleAndOfARuleThatExists() {
    pair("one.test", Map.of(), Map.of("canary-weight", "100"));
    ObjectNode second =
        Manifests.ingress(
            "second", "one.test", Map.of("canary", "true"), Path.prefix("/", "empty"));
    second.withObjectProperty("metadata").put("creationTimestamp", "2026-01-02T00:00:00Z");
    rig.cluster.put(ResourceTypes.INGRESSES, second);
    rig.cluster.put(
        ResourceTypes.INGRESSES,
        Manifests.ingress(
            "alone", "alone.test", Map.of("canary", "true"), Path.prefix("/", "canary")));
    rig.eventFor("second", "CanaryTaken");
    rig.eventFor("alone", "CanaryWithoutMain");
    assertThat(rig.get("one.test", "/").body()).isEqualTo("canary-1");
    assertThat(rig.get("alone.test", "/").status()).isEqualTo(404);
  }

  @Test
  void showsInTheMetrics() {
    pair("metric.test", Map.of(), Map.of("canary-weight", "100"));
    rig.get("metric.test", "/");
    Rig.eventually(
        () ->
            assertThat(rig.page("/metrics"))
                .contains("canary=\"default-canary-80\"")
                .contains("host=\"metric.test\""));
  }
}
