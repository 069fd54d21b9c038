package io.kubevert.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.nodeagent.fixture.TestNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real containers on a node that is a network namespace. */
final class NodeAgentTest {
  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.start();
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
    assertThat(node.processes()).isEmpty();
    assertThat(Files.readString(Path.of("/proc/self/mounts")))
        .doesNotContain(node.directory.toString());
  }

  @Test
  void aPodRunsAndAnswers() throws Exception {
    ObjectKey pod = node.pod("web", TestNode.SERVER);
    String address = node.address(pod);
    assertThat(address).startsWith("10.233.64.");
    assertThat(node.fetch(address)).isEqualTo("hello web\n");
    JsonNode status = node.get(pod).path("status");
    assertThat(status.path("phase").asText()).isEqualTo("Running");
    assertThat(status.path("hostIP").asText()).isEqualTo("192.0.2.11");
    node.until(
        "its events are there",
        () -> node.events(pod).containsAll(List.of("Pulled", "Created", "Started")));
    node.terminate(pod, 5);
    node.until("the pod is gone", () -> !node.exists(pod));
  }

  @Test
  void variablesAndFilesAreThere() throws Exception {
    node.api.put(
        ResourceTypes.CONFIG_MAPS,
        tree(
            "{\"metadata\":{\"namespace\":\"default\",\"name\":\"settings\"},\"data\":{\"color\":\"blue\"}}"));
    node.api.put(
        ResourceTypes.SERVICES,
        tree(
            "{\"metadata\":{\"namespace\":\"default\",\"name\":\"my-svc\"},\"spec\":{\"clusterIP\":\"10.233.1.2\","
                + "\"ports\":[{\"name\":\"http\",\"port\":80,\"protocol\":\"TCP\"}]}}"));
    ObjectKey pod =
        node.pod(
            "files",
            """
            {"restartPolicy":"Never","subdomain":"sub","volumes":[{"name":"v","configMap":{"name":"settings"}}],
             "containers":[{"name":"main","image":"kubevert/tiny","command":["/bin/sh","-c",
             "env; cat /etc/resolv.conf /etc/hosts /v/color; hostname"],
             "env":[{"name":"A","value":"x"},{"name":"B","value":"$(A)$(A)$$"},
                    {"name":"IP","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}}],
             "envFrom":[{"prefix":"P_","configMapRef":{"name":"settings"}}],
             "volumeMounts":[{"name":"v","mountPath":"/v"}]}]}
            """);
    node.phase(pod, "Succeeded");
    String address = node.get(pod).path("status").path("podIP").asText();
    assertThat(log(pod, 0))
        .contains("IMAGE=tiny", "A=x", "B=xx$", "IP=" + address, "P_color=blue")
        .contains("MY_SVC_SERVICE_HOST=10.233.1.2", "MY_SVC_PORT_80_TCP=tcp://10.233.1.2:80")
        .contains("search default.svc.cluster.local svc.cluster.local cluster.local")
        .contains("nameserver 169.254.25.10", "options ndots:5")
        .contains(address + "\tfiles.sub.default.svc.cluster.local\tfiles");
    assertThat(node.container(pod).path("state").path("terminated").path("reason").asText())
        .isEqualTo("Completed");
  }

  @Test
  void aContainerThatEndsIsStartedAgain() {
    ObjectKey pod =
        node.pod(
            "crash",
            """
            {"containers":[{"name":"main","image":"kubevert/tiny","command":["/bin/sh","-c","exit 3"]}]}
            """);
    node.until(
        "back-off is told",
        () ->
            node.container(pod)
                .path("state")
                .path("waiting")
                .path("reason")
                .asText()
                .equals("CrashLoopBackOff"));
    assertThat(node.container(pod).path("restartCount").asInt()).isEqualTo(1);
    assertThat(node.container(pod).path("lastState").path("terminated").path("exitCode").asInt())
        .isEqualTo(3);
    assertThat(node.get(pod).path("status").path("phase").asText()).isEqualTo("Running");
  }

  @Test
  void aNewAgentGoesOnWithRunningContainers() throws Exception {
    ObjectKey pod = node.pod("lasting", TestNode.SERVER);
    ObjectKey orphan = node.pod("orphan", TestNode.SERVER);
    String address = node.address(pod);
    node.address(orphan);
    String id = node.container(pod).path("containerID").asText();
    node.stopAgent();
    assertThat(node.fetch(address)).isEqualTo("hello lasting\n");
    node.api.delete(ResourceTypes.PODS, orphan);
    node.startAgent();
    ObjectKey next = node.pod("next", TestNode.SERVER);
    assertThat(node.address(next)).isNotEqualTo(address);
    assertThat(node.container(pod).path("containerID").asText()).isEqualTo(id);
    assertThat(node.container(pod).path("restartCount").asInt()).isZero();
    node.until("the orphan is gone", () -> namespaces() == 2 + others());
    node.terminate(pod, 5);
    node.until("the adopted pod is gone", () -> !node.exists(pod));
  }

  /** Pods of the other tests, which run in any order. */
  private static long others() {
    return node.api.list(ResourceTypes.PODS).stream()
        .filter(pod -> !pod.path("metadata").path("name").asText().matches("lasting|next"))
        .filter(pod -> pod.path("status").path("phase").asText().matches("Running|Pending"))
        .count();
  }

  private static long namespaces() {
    String[] names =
        Path.of("/run/netns").toFile().list((d, name) -> name.startsWith(node.namespace + "-"));
    return names.length;
  }

  private static String log(ObjectKey pod, int attempt) throws Exception {
    String uid = node.get(pod).path("metadata").path("uid").asText();
    return Files.readString(
        node.config
            .dataDirectory()
            .resolve("pods/" + uid + "/containers/main/" + attempt + ".log"));
  }

  private static com.fasterxml.jackson.databind.node.ObjectNode tree(String json) {
    return Json.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
