package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.kubevert.ingress.annotation.AnnotationRisk;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said about an Ingress before it is stored. */
@ExtendWith(RigExtension.class)
class ReviewTest {
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig.service("web", 1);
    rig.ingress("first", "taken.test", Map.of(), Path.prefix("/a", "web"), Path.exact("/b", "web"));
  }

  private static ObjectNode candidate(
      String name, String host, Map<String, String> annotations, Path... paths) {
    ObjectNode ingress = Manifests.ingress(name, host, annotations, paths);
    ingress.withObjectProperty("metadata").remove("creationTimestamp");
    return ingress;
  }

  private static Optional<String> refusal(ObjectNode ingress) {
    return Rig.await(rig.cluster.review(ResourceTypes.INGRESSES, ingress));
  }

  @ParameterizedTest(name = "{0}{1} {2}: {3}")
  @CsvSource({
    "taken.test, /a, Prefix, 'path /a of host \"taken.test\" belongs to the older Ingress default/first'",
    "taken.test, /b, Exact,  'path /b of host \"taken.test\" belongs to the older Ingress default/first'",
    "taken.test, /b, Prefix, ",
    "taken.test, /c, Prefix, ",
    "other.test, /a, Prefix, ",
  })
  void refusesAPathThatIsTaken(String host, String path, String type, String reason) {
    Optional<String> refusal =
        refusal(candidate("second", host, Map.of(), new Path(path, type, "web", 80)));
    if (reason == null) {
      assertThat(refusal).isEmpty();
    } else {
      assertThat(refusal)
          .contains("the ingress controller refuses Ingress default/second: " + reason);
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "proxy-connect-timeout, soon, annotation proxy-connect-timeout",
    "limit-rps,             many, annotation limit-rps",
    "use-regex,             perhaps, annotation use-regex",
    "proxy-body-size,       big,  annotation proxy-body-size",
  })
  void refusesAValueThatCannotBeRead(String annotation, String value, String reason) {
    assertThat(
            refusal(
                candidate("bad", "bad.test", Map.of(annotation, value), Path.prefix("/", "web"))))
        .hasValueSatisfying(text -> assertThat(text).contains(reason));
  }

  @Test
  void refusesAnExpressionThatIsNone() {
    assertThat(
            refusal(
                candidate(
                    "regex",
                    "regex.test",
                    Map.of("use-regex", "true"),
                    Path.specific("/(unclosed", "web"))))
        .hasValueSatisfying(
            text -> assertThat(text).contains("/(unclosed is not a regular expression"));
  }

  @Test
  void refusesWhatTheControllersOwnerForbids() {
    rig.options(
        Map.of("annotations-risk-level", "Medium"),
        options -> options.policy().most() == AnnotationRisk.MEDIUM);
    assertThat(
            refusal(
                candidate(
                    "risky",
                    "risky.test",
                    Map.of("server-alias", "other.test"),
                    Path.prefix("/", "web"))))
        .hasValueSatisfying(
            text -> assertThat(text).contains("annotation server-alias is of risk HIGH"));
    assertThat(
            refusal(
                candidate(
                    "calm", "calm.test", Map.of("app-root", "/app"), Path.prefix("/", "web"))))
        .isEmpty();
  }

  @Test
  void letsItsOwnPathsAndOtherClassesBe() {
    assertThat(
            refusal(Manifests.ingress("first", "taken.test", Map.of(), Path.prefix("/a", "web"))))
        .isEmpty();
    ObjectNode foreign = candidate("foreign", "taken.test", Map.of(), Path.prefix("/a", "web"));
    foreign.withObjectProperty("spec").put("ingressClassName", "somebody-elses");
    assertThat(refusal(foreign)).isEmpty();
  }
}
