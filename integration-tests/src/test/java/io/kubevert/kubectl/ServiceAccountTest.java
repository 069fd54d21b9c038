package io.kubevert.kubectl;

import static io.kubevert.walkthrough.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import io.kubevert.walkthrough.Client;
import io.kubevert.walkthrough.Scene;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Programs in pods ask the API server, by the token that each pod is given. */
@KubevertCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceAccountTest {
  private static final String FILES = "/var/run/secrets/kubernetes.io/serviceaccount/";

  private final Kubectl kubectl;
  private final Scene scene;

  ServiceAccountTest(Kubectl kubectl) {
    this.kubectl = kubectl;
    this.scene = new Scene(kubectl, "accounts");
  }

  @BeforeAll
  void start() throws Exception {
    kubectl.run("create", "namespace", scene.namespace());
  }

  @AfterAll
  void stop() throws Exception {
    kubectl.run("delete", "namespace", scene.namespace(), "--wait=false");
  }

  @Test
  void podsAskTheApiServerAsTheirAccount() throws Exception {
    Client pod = scene.client("asker");
    assertThat(ask(pod, "/api")).contains("APIVersions");
    assertThat(ask(pod, "/openid/v1/jwks")).contains("\"ES256\"");
    String services = "/api/v1/namespaces/accounts/services";
    assertThat(ask(pod, services))
        .contains(
            "User \\\"system:serviceaccount:accounts:default\\\" cannot list resource"
                + " \\\"services\\\"");
    scene.run(
        "create",
        "rolebinding",
        "viewers",
        "--clusterrole=view",
        "--group=system:serviceaccounts:accounts");
    eventually(() -> ask(pod, services), answer -> answer.contains("ServiceList"));
    assertThat(pod.run("cat", FILES + "namespace")).isEqualTo("accounts");
  }

  @Test
  void aTokenEndsWithItsPod() throws Exception {
    Client pod = scene.client("short-lived");
    String token = pod.run("cat", FILES + "token");
    String claims =
        new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
    assertThat(claims).contains("\"pod\":{\"name\":\"short-lived\"", "\"node\":{\"name\":\"worker");
    assertThat(whoHas(token)).contains("system:serviceaccount:accounts:default", "pod-name");
    scene.run("delete", "pod", "short-lived", "--grace-period=1");
    assertThat(whoHas(token)).contains("(Unauthorized)").contains("You must be logged in");
  }

  @Test
  void aTokenEndsWithItsAccount() throws Exception {
    scene.run("create", "serviceaccount", "robot");
    String token = scene.run("create", "token", "robot", "--duration=20m").strip();
    assertThat(whoHas(token)).contains("system:serviceaccount:accounts:robot");
    scene.run("delete", "serviceaccount", "robot");
    assertThat(whoHas(token)).contains("(Unauthorized)");
  }

  @Test
  void everyNamespaceHasAnAccountThatComesBack() throws Exception {
    scene.run("delete", "serviceaccount", "default");
    eventually(
        () -> scene.run("get", "serviceaccounts", "-o", "name"),
        names -> names.contains("serviceaccount/default\n"));
    assertThat(scene.run("get", "configmap", "kube-root-ca.crt", "-o", "jsonpath={.data}"))
        .contains("BEGIN CERTIFICATE");
  }

  private String whoHas(String token) throws Exception {
    return kubectl
        .tryToRun(
            "",
            "auth",
            "whoami",
            "--token=" + token,
            "--kubeconfig=/dev/null",
            "--insecure-skip-tls-verify",
            "--server="
                + kubectl.run("config", "view", "-o", "jsonpath={.clusters[0].cluster.server}"))
        .output();
  }

  private static String ask(Client pod, String path) throws Exception {
    return pod.run(
        "bash",
        "-c",
        "curl -s --cacert %sca.crt -H \"Authorization: Bearer $(cat %stoken)\" https://kubernetes.default.svc%s"
            .formatted(FILES, FILES, path));
  }
}
