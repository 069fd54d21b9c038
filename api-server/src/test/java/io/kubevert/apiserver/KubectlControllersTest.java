package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.controller.ControllerManager;
import io.kubevert.apiserver.controller.ControllerManagerConfig;
import io.kubevert.client.bus.BusControlPlane;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the controllers do, as it is seen by kubectl. */
class KubectlControllersTest {
  private static final String WIDGETS =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.example.com}
      spec:
        group: example.com
        scope: Namespaced
        names: {plural: widgets, kind: Widget}
        versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
      """;
  private static final String BEAT =
      """
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: beat}
      spec:
        schedule: "@every 1s"
        jobTemplate:
          spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}
      """;

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  @BeforeAll
  static void start() throws Exception {
    RunningApiServer.await(
        server
            .bus()
            .deployVerticle(
                new ControllerManager(
                    ControllerManagerConfig.of(Files.readString(server.pki().caCertificate())),
                    new BusControlPlane(server.bus(), server.pki().token("controller-manager")))));
    run(WIDGETS, "create -f -");
    run("", "wait --for=condition=established crd/widgets.example.com --timeout=30s");
  }

  @Test
  void everyRolloutCommandDoesWhatItSays() throws Exception {
    Files.writeString(server.directory().resolve("sets.yaml"), KubectlRows.resource("sets.yaml"));
    KubectlRows.of("kubectl-rollouts.txt").check(server);
  }

  @Test
  void aCronJobMakesJobsAndTakesThemWithIt() throws Exception {
    assertThat(run(BEAT, "create -f -")).contains("created");
    run("", "wait --for=jsonpath={.status.lastScheduleTime} cronjob/beat --timeout=30s");

    String job = run("", "get jobs -o name").strip();
    assertThat(job.lines()).isNotEmpty().allMatch(line -> line.matches("job.batch/beat-\\d+"));
    assertThat(run("", "describe cronjob beat"))
        .containsPattern("SuccessfulCreate +\\S+ +cronjob-controller +Created job beat-");
    run("", "wait --for=jsonpath={.status.active}=1 " + job.lines().findFirst().orElseThrow());

    assertThat(run("", "delete cronjob beat")).contains("deleted");
    run("", "wait --for=delete job --all --timeout=30s");
    run("", "wait --for=delete pod --all --timeout=30s");
    assertThat(run("", "get jobs,pods")).contains("No resources found");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"background, true", "foreground, true", "orphan, false"})
  void aCustomResourceOwnsOthers(String cascade, boolean goes) throws Exception {
    String name = "of-" + cascade;
    run(object("example.com/v1", "Widget", "{name: " + name + "}", ""), "create -f -");
    String uid = run("", "get widget " + name + " -o jsonpath={.metadata.uid}");
    run(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: %s
          ownerReferences:
          - {apiVersion: example.com/v1, kind: Widget, name: %s, uid: %s, blockOwnerDeletion: true}
        """
            .formatted(name, name, uid),
        "create -f -");

    assertThat(run("", "delete widget " + name + " --timeout=30s --cascade=" + cascade))
        .contains("deleted");
    if (goes) {
      run("", "wait --for=delete configmap/" + name + " --timeout=30s");
    }
    assertThat(run("", "get configmap " + name + " --ignore-not-found -o name"))
        .isEqualTo(goes ? "" : "configmap/" + name + "\n");
    assertThat(run("", "get configmap -o jsonpath={.items[*].metadata.ownerReferences[*].kind}"))
        .isEmpty();
  }

  @Test
  void aNamespaceGoesWithAllThatIsInIt() throws Exception {
    run("", "create namespace shop");
    run("", "create quota limit --hard=pods=5 -n shop");
    run("", "create poddisruptionbudget careful --selector=a=b --min-available=1 -n shop");
    run("", "create role reader --verb=get --resource=pods -n shop");
    String in = "{name: mine, namespace: shop}";
    String selectsAll = "spec: {podSelector: {}}";
    run(object("networking.k8s.io/v1", "NetworkPolicy", in, selectsAll), "create -f -");
    run(object("example.com/v1", "Widget", in, ""), "create -f -");
    String all = "get quota,pdb,role,networkpolicy,widgets -n shop -o name";
    assertThat(run("", all)).hasLineCount(5);
    assertThat(run("", "delete namespace shop --timeout=30s")).contains("deleted");

    run("", "create namespace shop");
    assertThat(run("", all)).isEmpty();
  }

  @Test
  void aSecretHoldsATokenForAsLongAsItsAccountIsThere() throws Exception {
    run("", "create serviceaccount bot");
    run(tokenSecret("bot-token", "bot"), "create -f -");
    run("", "wait --for=jsonpath={.data.token} secret/bot-token --timeout=30s");
    assertThat(run("", "describe serviceaccount bot")).containsPattern("Tokens: +bot-token\n");
    assertThat(run("", "describe secret bot-token")).contains("ca.crt:", "namespace:", "token:");

    String token = decoded(run("", "get secret bot-token -o jsonpath={.data.token}"));
    String review = "apiVersion: authentication.k8s.io/v1\nkind: TokenReview\nspec: {token: %s}\n";
    assertThat(run(review.formatted(token), "create -f - -o jsonpath={.status.user.username}"))
        .isEqualTo("system:serviceaccount:default:bot");

    run("", "delete serviceaccount bot");
    run("", "wait --for=delete secret/bot-token --timeout=30s");
    assertThat(run(review.formatted(token), "create -f - -o jsonpath={.status.authenticated}"))
        .doesNotContain("true");
  }

  @Test
  void aSecretForNobodyIsDeleted() throws Exception {
    run(tokenSecret("lost", "nobody"), "create -f -");
    run("", "wait --for=delete secret/lost --timeout=30s");
    assertThat(run("", "get secret lost --ignore-not-found")).isEmpty();
  }

  private static String tokenSecret(String name, String account) {
    return object(
        "v1",
        "Secret",
        "{name: %s, annotations: {kubernetes.io/service-account.name: %s}}"
            .formatted(name, account),
        "type: kubernetes.io/service-account-token");
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
  }

  private static String object(String version, String kind, String metadata, String more) {
    return "apiVersion: %s\nkind: %s\nmetadata: %s\n%s\n".formatted(version, kind, metadata, more);
  }

  private static String run(String input, String line) throws Exception {
    return server.run(input, line);
  }
}
