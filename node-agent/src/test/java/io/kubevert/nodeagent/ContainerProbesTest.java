package io.kubevert.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.nodeagent.fixture.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Probes of real containers, each steered by a file that the test makes. */
final class ContainerProbesTest {
  /** A busy machine may take more than a second, the default, to run a program in a container. */
  private static final String UNHURRIED = ",\"timeoutSeconds\":30";

  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.start();
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
    assertThat(node.processes()).isEmpty();
  }

  @Test
  void readinessComesAndGoesWithTheProbe() throws Exception {
    Path files = Files.createDirectories(node.directory.resolve("files/ready"));
    ObjectKey pod = node.pod("ready", spec(files, probe("readiness", "[ -e /v/ready ]", 1)));
    node.until("it runs", () -> running(pod));
    assertThat(node.condition(pod, "Ready")).isEqualTo("False");
    Files.createFile(files.resolve("ready"));
    node.address(pod);
    Files.delete(files.resolve("ready"));
    node.until("it is not ready", () -> node.condition(pod, "Ready").equals("False"));
    assertThat(node.container(pod).path("restartCount").asInt()).isZero();
  }

  @Test
  void aContainerThatIsNotAliveIsStartedAgain() throws Exception {
    Path files = Files.createDirectories(node.directory.resolve("files/alive"));
    ObjectKey pod = node.pod("alive", spec(files, probe("liveness", "[ ! -e /v/dead ]", 1)));
    node.address(pod);
    Files.createFile(files.resolve("dead"));
    node.until("it was started again", () -> node.container(pod).path("restartCount").asInt() > 0);
    Files.delete(files.resolve("dead"));
    node.address(pod);
  }

  @Test
  void aContainerThatIsBeingStoppedIsAskedOnlyWhetherItIsReady() throws Exception {
    Path files = Files.createDirectories(node.directory.resolve("files/ends"));
    ObjectKey pod =
        node.pod(
            "ends",
            """
            {"terminationGracePeriodSeconds":20,"volumes":[{"name":"v","hostPath":{"path":"%s"}}],
             "containers":[{"name":"main","image":"kubevert/tiny","command":["sh","-c",
             "trap 'while [ ! -e /v/go ]; do sleep 0.1; done; exit' TERM; while :; do sleep 0.1; done"],
             "volumeMounts":[{"name":"v","mountPath":"/v"}]%s%s}]}
            """
                .formatted(
                    files,
                    probe("liveness", "echo >> /v/live; [ ! -e /v/dead ]", 1),
                    probe("readiness", "echo >> /v/ready", 1)));
    node.address(pod);
    Files.createFile(files.resolve("dead"));
    node.until("it is being stopped", () -> node.events(pod).contains("Killing"));
    long live = Files.size(files.resolve("live"));
    long ready = Files.size(files.resolve("ready"));
    node.until("it was asked twice more", () -> size(files.resolve("ready")) >= ready + 2);
    assertThat(Files.size(files.resolve("live"))).isEqualTo(live);
    Files.delete(files.resolve("dead"));
    Files.createFile(files.resolve("go"));
    node.until("it was started again", () -> node.container(pod).path("restartCount").asInt() > 0);
  }

  @Test
  void otherProbesWaitForTheStart() throws Exception {
    Path files = Files.createDirectories(node.directory.resolve("files/slow"));
    ObjectKey pod =
        node.pod(
            "slow",
            spec(
                files,
                probe("startup", "[ -e /v/started ]", 1000)
                    + probe("liveness", "[ -e /v/started ]", 1)));
    node.until("it runs", () -> running(pod));
    node.until("the probe has failed", () -> node.events(pod).contains("Unhealthy"));
    assertThat(node.container(pod).path("started").asBoolean()).isFalse();
    Files.createFile(files.resolve("started"));
    node.address(pod);
    assertThat(node.container(pod).path("started").asBoolean()).isTrue();
    assertThat(node.container(pod).path("restartCount").asInt()).isZero();
  }

  @Test
  void aProbeThatTakesTooLongFailsAndIsGone() throws Exception {
    Path files = Files.createDirectories(node.directory.resolve("files/hangs"));
    ObjectKey pod =
        node.pod(
            "hangs",
            spec(
                files,
                probe("readiness", "[ -e /v/once ] && exit 1; echo >> /v/once; exec sleep 6197", 1)
                    .replace(UNHURRIED, "")));
    node.until("the probe runs", () -> !node.commandLines("sleep 6197").isEmpty());
    node.until("the probe has failed", () -> node.events(pod).contains("Unhealthy"));
    node.until("its program is gone", () -> node.commandLines("sleep 6197").isEmpty());
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  private static boolean running(ObjectKey pod) {
    return node.container(pod).path("state").has("running");
  }

  private static String spec(Path files, String probes) {
    return """
        {"terminationGracePeriodSeconds":1,"volumes":[{"name":"v","hostPath":{"path":"%s"}}],
         "containers":[{"name":"main","image":"kubevert/tiny","volumeMounts":[{"name":"v","mountPath":"/v"}]%s}]}
        """
        .formatted(files, probes);
  }

  private static String probe(String kind, String script, int failures) {
    return ",\"%sProbe\":{\"exec\":{\"command\":[\"sh\",\"-c\",\"%s\"]},\"periodSeconds\":1,\"failureThreshold\":%d%s}"
        .formatted(kind, script, failures, UNHURRIED);
  }
}
