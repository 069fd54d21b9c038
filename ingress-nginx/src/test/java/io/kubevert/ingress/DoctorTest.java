package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import io.kubevert.ingress.Manifests.Path;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The quirks of ingress-nginx, and the page that names where they matter. */
@ExtendWith(RigExtension.class)
class DoctorTest {
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig.service("regex", 1);
    rig.service("exact", 1);
    putQuirks(rig, "regex", "exact");
    rig.ingress("plain", "plain.test", Map.of(), Path.prefix("/", "exact"));
  }

  /**
   * Puts what the two modes read differently: an expression and an exact path of one host, {@code
   * quirks.test}, and an exact path with a slash at its end of {@code slash.test}.
   */
  static void putQuirks(Rig to, String expression, String exact) {
    to.ingress(
        "expression",
        "quirks.test",
        Map.of("use-regex", "true"),
        Path.specific("/api/v[0-9]+", expression));
    to.ingress("exact", "quirks.test", Map.of(), Path.exact("/Status", exact));
    to.ingress("slash", "slash.test", Map.of(), Path.exact("/meta/", exact));
  }

  private static Map<String, String> differences(String ingress) {
    JsonNode page = Json.parse(rig.page("/debug/doctor").getBytes(StandardCharsets.UTF_8));
    Map<String, String> differences = new HashMap<>();
    page.path("default/" + ingress)
        .forEach(
            each ->
                differences.put(
                    each.path("url").asText(),
                    each.path("compat").asText() + " | " + each.path("strict").asText()));
    return differences;
  }

  @Test
  void namesRequestsThatAnExpressionOfAnotherIngressTakesAlong() {
    assertThat(differences("exact"))
        .containsEntry("quirks.test/STATUS", "default/exact /Status to default-exact-80 | 404")
        .containsEntry(
            "quirks.test/Status/sample", "default/exact /Status to default-exact-80 | 404");
    assertThat(rig.get("quirks.test", "/STATUS").body()).isEqualTo("exact-1");
    assertThat(rig.get("quirks.test", "/Status/sample").body()).isEqualTo("exact-1");
  }

  @ParameterizedTest(name = "{0}: {1} is {2} and {3}")
  @CsvSource({
    "/api/v[0-9]+,          /API/V0,         true,  false",
    "/api/v[0-9]+,          /api/v0/sample,  true,  false",
    "/api/v[0-9]+,          /api/v0,         true,  true",
    "/(one|two)/x?y*z+$,    /ONE/Z,          true,  false",
    "/(one|two)/x?y*z+$,    /one/z/sample,   false, false",
    "/files/.*\\.png,       /FILES/.PNG,     true,  false",
    "'/a(?:/b|/c)[^/]{1}d', /A/BXD,          true,  false",
    "/\\d+-\\w$,            /1-A,            true,  true",
  })
  void triesRequestsThatAnExpressionMatches(
      String path, String uri, boolean compat, boolean strict) {
    String host = "tried" + Integer.toHexString((path + uri).hashCode()) + ".test";
    rig.ingress(
        host.replace(".", "-"), host, Map.of("use-regex", "true"), Path.specific(path, "regex"));
    Map<String, String> found = differences(host.replace(".", "-"));
    assertThat(found.containsKey(host + uri)).isEqualTo(compat != strict);
    assertThat(rig.get(host, uri).status()).isEqualTo(compat ? 200 : 404);
  }

  @Test
  void namesTheRedirectToAPathWithASlash() {
    assertThat(differences("slash"))
        .containsEntry("slash.test/meta", "default/slash /meta to an answer of its own | 404");
    Got got = rig.get("slash.test", "/meta?q=1");
    assertThat(got.status()).isEqualTo(301);
    assertThat(got.header("location")).isEqualTo("http://slash.test/meta/?q=1");
  }

  @Test
  void saysNothingOfWhatBothModesReadAlike() {
    assertThat(differences("plain")).isEmpty();
  }
}
