package io.kubevert.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.nodeagent.fixture.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** In which order containers and their hooks run and end; each writes a line when it gets there. */
final class ContainerLifecycleTest {
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
  void initContainersThenSidecarsThenMainAndBackwards() throws Exception {
    Path lines = lines("order");
    ObjectKey pod =
        node.pod(
            "order",
            spec(
                lines,
                60,
                """
                "initContainers":[
                  %s,
                  %s,
                  %s],
                "containers":[%s]
                """
                    .formatted(
                        container("first", "echo first >> /v/lines", ""),
                        container("second", "echo second >> /v/lines", ""),
                        container("side", lasting("side"), ",\"restartPolicy\":\"Always\""),
                        container("main", lasting("main"), ""))));
    node.address(pod);
    node.until("main has begun", () -> read(lines).contains("main begins"));
    node.terminate(pod, 60);
    node.until("the pod is gone", () -> !node.exists(pod));
    assertThat(read(lines))
        .containsExactly("first", "second", "side begins", "main begins", "main ends", "side ends");
  }

  @Test
  void aPodServesUntilItsHookIsOver() throws Exception {
    Path lines = lines("hook");
    String hook =
        preStop(
            "echo hook begins >> /v/lines; while [ ! -e /v/go ]; do sleep 0.01; done; echo hook"
                + " ends >> /v/lines");
    ObjectKey pod = node.pod("hook", spec(lines, 60, one(lasting("main"), hook)));
    node.address(pod);
    node.until("main has begun", () -> read(lines).contains("main begins"));
    node.terminate(pod, 60);
    node.until("the hook has begun", () -> read(lines).contains("hook begins"));
    assertThat(node.container(pod).path("ready").asBoolean()).isTrue();
    Files.createFile(lines.resolve("go"));
    node.until("the pod is gone", () -> !node.exists(pod));
    assertThat(read(lines)).containsExactly("main begins", "hook begins", "hook ends", "main ends");
  }

  @Test
  void aHookThatOverrunsIsFollowedByTheSignal() throws Exception {
    Path lines = lines("overrun");
    ObjectKey pod =
        node.pod("overrun", spec(lines, 1, one(lasting("main"), preStop("sleep 6157"))));
    node.address(pod);
    node.until("main has begun", () -> read(lines).contains("main begins"));
    node.terminate(pod, 1);
    node.until("the pod is gone", () -> !node.exists(pod));
    assertThat(read(lines)).containsExactly("main begins", "main ends");
    assertThat(node.commandLines("sleep 6157")).isEmpty();
  }

  @Test
  void aContainerThatDoesNotHeedTheSignalIsKilled() throws Exception {
    Path lines = lines("stubborn");
    String stubborn = "trap '' TERM; echo main begins >> /v/lines; while :; do sleep 1; done";
    ObjectKey pod = node.pod("stubborn", spec(lines, 1, one(stubborn, "")));
    node.until("main has begun", () -> read(lines).contains("main begins"));
    node.terminate(pod, 1);
    node.until("the pod is gone", () -> !node.exists(pod));
  }

  @Test
  void aPodRemovedByForceLeavesNothing() throws Exception {
    Path lines = lines("forced");
    String stubborn = "trap '' TERM; echo main begins >> /v/lines; while :; do sleep 6163; done";
    ObjectKey pod = node.pod("forced", spec(lines, 600, one(stubborn, "")));
    node.until("main has begun", () -> read(lines).contains("main begins"));
    node.api.delete(ResourceTypes.PODS, pod);
    node.until("its program is gone", () -> node.commandLines("sleep 6163").isEmpty());
  }

  @Test
  void aHookThatFailsAfterTheStartEndsTheContainer() throws Exception {
    Path lines = lines("failing");
    String hook =
        ",\"lifecycle\":{\"postStart\":{\"exec\":{\"command\":[\"sh\",\"-c\",\"[ -e /v/ok ] || { echo no;"
            + " exit 3; }\"]}}}";
    ObjectKey pod = node.pod("failing", spec(lines, 5, one(lasting("main"), hook)));
    node.until("the event is there", () -> node.events(pod).contains("FailedPostStartHook"));
    Files.createFile(lines.resolve("ok"));
    node.until("it was started again", () -> node.container(pod).path("restartCount").asInt() > 0);
    node.address(pod);
    node.terminate(pod, 5);
    node.until("the pod is gone", () -> !node.exists(pod));
  }

  private static Path lines(String name) throws IOException {
    return Files.createDirectories(node.directory.resolve("lines").resolve(name));
  }

  private static List<String> read(Path directory) {
    Path file = directory.resolve("lines");
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String spec(Path lines, int grace, String containers) {
    return """
        {"terminationGracePeriodSeconds":%d,"volumes":[{"name":"v","hostPath":{"path":"%s"}}],%s}
        """
        .formatted(grace, lines, containers);
  }

  private static String one(String script, String more) {
    return "\"containers\":[" + container("main", script, more) + "]";
  }

  private static String container(String name, String script, String more) {
    return """
        {"name":"%s","image":"kubevert/tiny","command":["sh","-c","%s"],
         "volumeMounts":[{"name":"v","mountPath":"/v"}]%s}
        """
        .formatted(name, script, more);
  }

  private static String lasting(String name) {
    return "trap 'echo %1$s ends >> /v/lines; exit 0' TERM; echo %1$s begins >> /v/lines; sleep 1000 & wait"
        .formatted(name);
  }

  private static String preStop(String script) {
    return ",\"lifecycle\":{\"preStop\":{\"exec\":{\"command\":[\"sh\",\"-c\",\""
        + script
        + "\"]}}}";
  }
}
