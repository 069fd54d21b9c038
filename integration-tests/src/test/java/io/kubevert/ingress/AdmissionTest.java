package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.process.Command;
import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kubectl is told at once why an Ingress cannot be served, and nothing of it is stored. */
@KubevertCluster
class AdmissionTest {
  private static final String NAMESPACE = "ingress-admission";
  private static final String PREFIX = "nginx.ingress.kubernetes.io/";
  private final Kubectl kubectl;

  AdmissionTest(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  @BeforeEach
  void prepare() throws Exception {
    kubectl.run("create", "namespace", NAMESPACE);
    kubectl.run(create("first", "admission.test/shop*=web:80", "limit-rps=5"));
  }

  @AfterEach
  void tidyUp() throws Exception {
    kubectl.run("delete", "namespace", NAMESPACE);
  }

  private static String[] create(String name, String rule, String annotation) {
    return new String[] {
      "create",
      "ingress",
      name,
      "--namespace",
      NAMESPACE,
      "--class=nginx",
      "--rule=" + rule,
      "--annotation=" + PREFIX + annotation
    };
  }

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource({
    "admission.test/shop*=web:80, limit-rps=5, 'belongs to the older Ingress ingress-admission/first'",
    "admission.test/rate*=web:80, limit-rps=many, 'annotation limit-rps'",
    "admission.test/size*=web:80, proxy-body-size=big, 'annotation proxy-body-size'",
    "regex.test/(unclosed*=web:80, use-regex=true, 'is not a regular expression'",
  })
  void refusesWhatCannotBeServed(String rule, String annotation, String reason) throws Exception {
    Command.Result result = kubectl.tryToRun("", create("second", rule, annotation));
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.output()).contains(reason);
    assertThat(stored()).isEqualTo("first");
  }

  @Test
  void refusesAChangeThatCannotBeServedAndKeepsWhatWasThere() throws Exception {
    Command.Result result =
        kubectl.tryToRun(
            "",
            "annotate",
            "ingress",
            "first",
            "--namespace",
            NAMESPACE,
            "--overwrite",
            PREFIX + "limit-rps=many");
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.output()).contains("annotation limit-rps");
    assertThat(
            kubectl.run(
                "get",
                "ingress",
                "first",
                "--namespace",
                NAMESPACE,
                "-o",
                "jsonpath={.metadata.annotations}"))
        .contains("\"" + PREFIX + "limit-rps\":\"5\"");
  }

  private String stored() throws Exception {
    return kubectl.run(
        "get", "ingress", "--namespace", NAMESPACE, "-o", "jsonpath={.items[*].metadata.name}");
  }
}
