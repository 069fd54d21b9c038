package io.kubevert.walkthrough;

import static io.kubevert.walkthrough.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The first sections of the walkthrough: Services, and how pods find them by environment. */
@KubevertCluster
@Tag("compose")
class ServiceWalkthroughTest {
  /** The bound that chi-square with three degrees of freedom passes once in 10^10 times. */
  private static final double CHI_SQUARE_BOUND = 49.54;

  /** Whom a pod of four is drawn for: by luck the same for all once in 4 * 10^9 times. */
  private static final int CLIENTS = 16;

  @RegisterExtension final Scenes scenes;

  ServiceWalkthroughTest(Kubectl kubectl) {
    scenes = new Scenes(kubectl);
  }

  @Test
  @DisplayName("01 the default Service leads to the API server")
  void defaultService(Scene scene) throws Exception {
    assertThat(
            scene
                .kubectl()
                .run(
                    "get",
                    "svc",
                    "kubernetes",
                    "-o",
                    "jsonpath={.spec.clusterIP} {.spec.ports[0].port}"))
        .isEqualTo("10.233.0.1 443");
    assertThat(scene.kubectl().run("get", "ep", "kubernetes", "--no-headers"))
        .matches("kubernetes +\\d+\\.\\d+\\.\\d+\\.\\d+:6443 +\\S+\n");
    Client client = scene.client("nettool");
    assertThat(client.run("curl", "-s", "-k", "https://kubernetes.default.svc/version"))
        .containsPattern("\"gitVersion\" *: *\"v1\\.32\\.");
  }

  @Test
  @DisplayName("02 a Service without pods refuses at once; labels make and unmake its endpoints")
  void serviceWithoutPods(Scene scene) throws Exception {
    scene.create("01-service/service.yaml");
    Client client = scene.client("nettool");
    assertThat(scene.run("get", "ep", "myapp-svc", "--no-headers"))
        .matches("myapp-svc +<none> +\\S+\n");
    assertThat(
            client.run(
                "bash", "-c", "curl -s -m 10 -w '%{time_total}' http://myapp-svc; echo \" $?\""))
        .as("seconds and exit code of a refused connection, which is none of one that timed out")
        .matches("\\d\\.\\d+ 7\n");

    scene.run("run", "web", "--image=c1t1d0s7/myweb", "--labels=app=myapp-rs");
    eventually(() -> scene.endpoints("myapp-svc"), endpoints -> endpoints.size() == 1);
    eventually(
        () -> client.tryToRun("curl", "-s", "http://myapp-svc").output(),
        answer -> answer.startsWith("web "));
    scene.run("label", "pod", "web", "app-");
    eventually(() -> scene.endpoints("myapp-svc"), Set::isEmpty);
  }

  @Test
  @DisplayName("03 a Service spreads requests evenly over four pods, from a pod and from a node")
  void evenSpread(Scene scene) throws Exception {
    scene.create("01-service");
    scene.awaitReady("myapp-rs", 4);
    Set<String> pods = scene.pods("app=myapp-rs", "{.metadata.name}");
    Client pod = scene.client("nettool");
    Client node =
        scene.client("node", "--overrides={\"apiVersion\":\"v1\",\"spec\":{\"hostNetwork\":true}}");
    for (Client client : List.of(pod, node)) {
      Map<String, Long> answers =
          client.answersByPod(1_000, "http://" + scene.clusterIp("myapp-svc"));
      assertThat(answers).containsOnlyKeys(pods);
      assertThat(chiSquare(answers.values())).isLessThan(CHI_SQUARE_BOUND);
    }
  }

  @Test
  @DisplayName(
      "04 session affinity keeps each client on a pod, for its time-out, while the pod lives")
  void sessionAffinity(Scene scene) throws Exception {
    scene.create("02-session-affinity");
    scene.awaitReady("myapp-rs-ses-aff", 4);
    Client client = scene.client("nettool");
    String url = "http://myapp-svc-ses-aff";
    Map<String, Long> answers = client.answersByPod(1_000, url);
    assertThat(answers).hasSize(1);

    Map<String, String> podOfClient = new HashMap<>();
    podOfClient.put(client.name(), answers.keySet().iterator().next());
    for (Client other : scene.clients("clients", CLIENTS)) {
      Map<String, Long> seen = other.answersByPod(10, url);
      assertThat(seen).as("pods that %s was led to", other.name()).hasSize(1);
      podOfClient.put(other.name(), seen.keySet().iterator().next());
    }
    assertThat(Set.copyOf(podOfClient.values())).as("pods of " + podOfClient).hasSizeGreaterThan(1);

    String pod = answers.keySet().iterator().next();
    scene.run("delete", "pod", pod, "--grace-period=1");
    scene.awaitReady("myapp-rs-ses-aff", 4);
    assertThat(client.answersByPod(100, url)).hasSize(1).doesNotContainKey(pod);

    scene.run(
        "patch",
        "svc",
        "myapp-svc-ses-aff",
        "-p",
        "{\"spec\":{\"sessionAffinityConfig\":{\"clientIP\":{\"timeoutSeconds\":1}}}}");
    String apart =
        "for i in $(seq 40); do pod=$(curl -s -m 20 %s | cut -d ' ' -f 1); echo $pod;"
                .formatted(url)
            + " [ $pod = ${first:=$pod} ] || exit 0; sleep 1.5; done";
    assertThat(client.run("bash", "-c", apart).lines().map(l -> l.split(" ")[0]).distinct().count())
        .as("pods seen by requests further apart than the time-out")
        .isGreaterThan(1);
  }

  @Test
  @DisplayName("05 a named port is each pod's own number")
  void namedPorts(Scene scene) throws Exception {
    scene.create("03-named-ports");
    scene.awaitReady("myapp-rs-nport", 2);
    Set<String> old =
        eventually(() -> scene.endpoints("myapp-svc-nport"), endpoints -> endpoints.size() == 2);
    assertThat(old).allMatch(endpoint -> endpoint.endsWith(":8080"));

    scene.run(
        "patch",
        "rs",
        "myapp-rs-nport",
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":4},"
            + "{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/env/0/value\","
            + "\"value\":\"8081\"},"
            + "{\"op\":\"replace\",\"path\":"
            + "\"/spec/template/spec/containers/0/ports/0/containerPort\",\"value\":8081}]");
    scene.awaitReady("myapp-rs-nport", 4);
    Set<String> all =
        eventually(() -> scene.endpoints("myapp-svc-nport"), endpoints -> endpoints.size() == 4);
    assertThat(all).containsAll(old).filteredOn(e -> e.endsWith(":8081")).hasSize(2);
    assertThat(scene.client("nettool").answersByPod(100, "http://myapp-svc-nport"))
        .containsOnlyKeys(scene.pods("app=myapp-rs-nport", "{.metadata.name}"));
  }

  @Test
  @DisplayName("06 Services that were there before a container are in its environment")
  void environment(Scene scene) throws Exception {
    scene.create("01-service/service.yaml");
    scene.create("04-environment");
    scene.run("wait", "--for=condition=Ready", "pod/nettool-env", "--timeout=60s");
    String address = scene.clusterIp("myapp-svc");
    assertThat(new Client(scene, "nettool-env").run("env").lines())
        .contains(
            "MYAPP_SVC_SERVICE_HOST=" + address,
            "MYAPP_SVC_SERVICE_PORT=80",
            "MYAPP_SVC_PORT=tcp://" + address + ":80",
            "MYAPP_SVC_PORT_80_TCP=tcp://" + address + ":80",
            "MYAPP_SVC_PORT_80_TCP_PROTO=tcp",
            "MYAPP_SVC_PORT_80_TCP_PORT=80",
            "MYAPP_SVC_PORT_80_TCP_ADDR=" + address,
            "KUBERNETES_SERVICE_HOST=10.233.0.1",
            "KUBERNETES_SERVICE_PORT=443",
            "KUBERNETES_SERVICE_PORT_HTTPS=443");
  }

  private static double chiSquare(Collection<Long> counts) {
    double expected = counts.stream().mapToLong(Long::longValue).average().orElseThrow();
    return counts.stream().mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
  }
}
