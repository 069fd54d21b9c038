package io.kubevert.walkthrough;

import static io.kubevert.walkthrough.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.process.Command;
import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A user's first session, each step on what the one before left: the README's, through real
 * kubectl, with real pods and packets.
 */
@KubevertCluster
@Tag("compose")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstPacketsTest {
  private final Kubectl kubectl;
  private final Scene scene;
  private final Client client;

  FirstPacketsTest(Kubectl kubectl) {
    this.kubectl = kubectl;
    this.scene = new Scene(kubectl, "default");
    this.client = new Client(scene, "nettool");
  }

  @Test
  @Order(1)
  void everyNodeIsReady() throws Exception {
    assertThat(kubectl.run("get", "nodes", "--no-headers").lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.split(" +")[1]).isEqualTo("Ready"));
  }

  @Test
  @Order(2)
  void aServiceWithoutPodsHasNoEndpoints() throws Exception {
    assertThat(kubectl.run("create", "-f", Scene.example("01-service/service.yaml")))
        .isEqualTo("service/myapp-svc created\n");
    assertThat(kubectl.run("get", "svc", "myapp-svc", "--no-headers"))
        .matches("myapp-svc +ClusterIP +10\\.233\\.\\d+\\.\\d+ +<none> +80/TCP +\\S+\n");
    eventually(
        () -> kubectl.run("get", "ep", "myapp-svc", "--no-headers"),
        line -> line.matches("myapp-svc +<none> +\\S+\n"));
  }

  @Test
  @Order(3)
  void fourPodsMakeFourEndpoints() throws Exception {
    assertThat(kubectl.run("create", "-f", Scene.example("01-service/replicaset.yaml")))
        .isEqualTo("replicaset.apps/myapp-rs created\n");
    scene.awaitReady("myapp-rs", 4);
    eventually(() -> scene.endpoints("myapp-svc"), endpoints -> endpoints.size() == 4);
    eventually(
        () -> kubectl.run("get", "ep", "myapp-svc", "--no-headers"),
        line ->
            line.matches(
                "myapp-svc +(10\\.233\\.\\d+\\.\\d+:8080,){2}10\\.233\\.\\d+\\.\\d+:8080 \\+ 1 more... +\\S+\n"));
    assertThat(scene.pods("app=myapp-rs", "{.spec.nodeName}"))
        .as("nodes with pods")
        .hasSizeGreaterThan(1);
  }

  @Test
  @Order(4)
  void aClientPodStarts() throws Exception {
    scene.client("nettool");
  }

  @ParameterizedTest
  @Order(5)
  @ValueSource(
      strings = {
        "myapp-svc",
        "myapp-svc.default",
        "myapp-svc.default.svc",
        "myapp-svc.default.svc.cluster.local"
      })
  void everyFormOfTheNameLeadsToTheService(String name) throws Exception {
    String address = kubectl.run("get", "svc", "myapp-svc", "-o", "jsonpath={.spec.clusterIP}");
    assertThat(client.run("nslookup", name))
        .contains("Name:\tmyapp-svc.default.svc.cluster.local\nAddress: " + address);
    assertThat(podNames()).contains(client.run("curl", "-s", "http://" + name).split(" ")[0]);
  }

  @Test
  @Order(6)
  void twoHundredRequestsReachAllFourPods() throws Exception {
    List<String> answers = client.requests(200, "http://myapp-svc");
    assertThat(answers).hasSize(200);
    assertThat(answers.stream().map(line -> line.split(" ")[0]).collect(Collectors.toSet()))
        .isEqualTo(podNames());
  }

  @Test
  @Order(7)
  void aKilledPodIsOutOfRotationAndReplaced() throws Exception {
    String victim = podNames().iterator().next();
    kubectl.run("delete", "pod", victim, "--grace-period=1");
    eventually(this::podNames, names -> names.size() == 4 && !names.contains(victim));
    scene.awaitReady("myapp-rs", 4);
    eventually(() -> scene.endpoints("myapp-svc"), endpoints -> endpoints.size() == 4);
    assertThat(client.requests(100, "http://myapp-svc"))
        .hasSize(100)
        .noneMatch(line -> line.startsWith(victim + " "))
        .extracting(line -> line.split(" ")[0])
        .containsAll(podNames());
  }

  @Test
  @Order(8)
  void aTerminalInAPodWorksAsInTheReadme() throws Exception {
    Command session =
        Command.of(
                "script",
                "--quiet",
                "--return",
                "--command",
                "kubectl --kubeconfig "
                    + kubectl.kubeconfig()
                    + " run shell -it --rm --restart=Never"
                    + " --image=c1t1d0s7/network-multitool -- bash",
                "/dev/null")
            .reading("curl http://myapp-svc\nexit\n")
            .within(Duration.ofSeconds(180));
    Command.Result result = session.await();
    assertThat(result.output())
        .containsPattern("myapp-rs-[a-z0-9]{5} 10\\.233\\.\\d+\\.\\d+")
        .contains("pod \"shell\" deleted");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  @Order(9)
  void execReportsTheExitCodeAndLogsTheOutput() throws Exception {
    Command.Result failed =
        kubectl.tryToRun("", "exec", "nettool", "--", "bash", "-c", "echo out; exit 7");
    assertThat(failed.output()).startsWith("out\n").contains("exit code 7");
    assertThat(failed.exitCode()).isEqualTo(7);

    kubectl.run(
        "run",
        "talker",
        "--image=kubevert/multitool",
        "--restart=Never",
        "--",
        "bash",
        "-c",
        "echo first; echo second >&2");
    kubectl.run("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/talker", "--timeout=30s");
    assertThat(kubectl.run("logs", "talker")).isEqualTo("first\nsecond\n");
    assertThat(kubectl.run("logs", "talker", "--tail=1")).isEqualTo("second\n");
  }

  @Test
  @Order(10)
  void everydayCommandsWork() throws Exception {
    assertThat(kubectl.run("describe", "svc", "myapp-svc"))
        .contains("Selector:", "app=myapp-rs", "Endpoints:");
    assertThat(kubectl.run("describe", "pod", "nettool"))
        .contains("Successfully assigned default/nettool to ", "Started container nettool");
    assertThat(kubectl.run("label", "svc", "myapp-svc", "tier=front"))
        .isEqualTo("service/myapp-svc labeled\n");
    assertThat(kubectl.run("scale", "rs", "myapp-rs", "--replicas=2"))
        .isEqualTo("replicaset.apps/myapp-rs scaled\n");
    eventually(() -> scene.endpoints("myapp-svc"), endpoints -> endpoints.size() == 2);
    assertThat(kubectl.run("get", "svc", "-l", "tier=front", "-o", "wide", "--no-headers"))
        .startsWith("myapp-svc")
        .endsWith("app=myapp-rs\n");
    assertThat(kubectl.run("apply", "-f", Scene.example("01-service/replicaset.yaml")))
        .contains("replicaset.apps/myapp-rs configured\n");
    eventually(() -> scene.endpoints("myapp-svc"), endpoints -> endpoints.size() == 4);
  }

  @Test
  @Order(11)
  void deletingEverythingLeavesNothing() throws Exception {
    kubectl.run("delete", "-f", Scene.example("01-service"));
    kubectl.run("delete", "pod", "nettool", "talker", "--grace-period=1");
    eventually(
        () -> kubectl.run("get", "pods,rs,ep,endpointslices,svc", "-o", "name"),
        names -> names.lines().filter(name -> !name.contains("kubernetes")).findAny().isEmpty());
  }

  private Set<String> podNames() throws Exception {
    return scene.pods("app=myapp-rs", "{.metadata.name}");
  }
}
