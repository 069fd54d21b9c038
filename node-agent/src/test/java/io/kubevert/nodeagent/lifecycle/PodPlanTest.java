package io.kubevert.nodeagent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.nodeagent.container.RunningContainer;
import io.kubevert.nodeagent.linux.ProcessId;
import io.kubevert.nodeagent.sandbox.Sandbox;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which steps follow from which state. A pod has the init containers {@code init} and {@code side}
 * (a sidecar) and the main containers {@code one} and {@code two}; a state is written as one word
 * for each: new, up, ended-0, ended-1 (both a second ago), stopping, killed, overdue.
 */
final class PodPlanTest {
  private static final long NOW = 1_000_000;
  private static final long SECOND = 1_000;

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    // init containers one after the other, a sidecar beside those that follow
    "Always,    new     new     new      new,      start init",
    "Always,    up      new     new      new,      ''",
    "Always,    ended-0 new     new      new,      start side",
    "Always,    ended-1 new     new      new,      start init",
    "Never,     ended-1 new     new      new,      release network",
    "Always,    ended-0 up      new      new,      start one; start two",
    "Always,    ended-0 up      up       up,       ''",
    // what ends is started again as the policy says
    "Always,    ended-0 up      ended-0  up,       start one",
    "OnFailure, ended-0 up      ended-0  up,       ''",
    "OnFailure, ended-0 up      ended-1  up,       start one",
    "Never,     ended-0 up      ended-1  up,       ''",
    "Always,    ended-0 ended-1 up       up,       start side",
    "Always,    ended-0 up      stopping up,       look at +5000",
    "Always,    ended-0 up      overdue  up,       kill one",
    // all main containers have ended for good
    "Never,     ended-0 up      ended-0  ended-1,  stop side 30",
    "Never,     ended-0 ended-0 ended-0  ended-1,  release network",
  })
  void aLivingPod(String policy, String containers, String steps) {
    assertThat(steps(pod(policy, "", containers))).isEqualTo(steps);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    // main containers at once, then sidecars; init containers are not waited for
    "7, ended-0 up       up       up,       stop one 7; stop two 7",
    "7, ended-0 up       ended-0  up,       stop two 7",
    "7, ended-0 up       ended-0  ended-1,  stop side 7",
    "7, up      new      new      new,      stop init 7",
    "7, ended-0 ended-0  ended-0  ended-1,  release network; delete object",
    // stopping is asked for once, unless there is less time now
    "7, ended-0 up       stopping ended-0,  look at +5000",
    "9, ended-0 up       stopping ended-0,  look at +5000",
    "3, ended-0 up       stopping ended-0,  stop one 3",
    "7, ended-0 up       overdue  ended-0,  kill one",
    "3, ended-0 up       killed   ended-0,  look at +1000",
  })
  void aPodThatIsBeingDeleted(int grace, String containers, String steps) {
    String deletion =
        "\"deletionTimestamp\":\"2026-01-01T00:00:00Z\",\"deletionGracePeriodSeconds\":" + grace;
    assertThat(steps(pod("Always", deletion, containers))).isEqualTo(steps);
  }

  @Test
  void aPodThatIsGoneFromTheApiLeavesNothing() {
    PodState running = pod("Always", "", "ended-0 up up ended-0").withRemoved();
    assertThat(steps(running)).isEqualTo("stop one 1");
    PodState ended = pod("Always", "", "ended-0 ended-0 ended-0 ended-0").withRemoved();
    assertThat(steps(ended)).isEqualTo("release network; remove files");
    assertThat(steps(ended.withNetworkReleased())).isEqualTo("remove files");
  }

  @Test
  void theSandboxComesFirst() {
    assertThat(steps(PodState.of(object("Always", "")))).isEqualTo("make sandbox");
  }

  @Test
  void secondsPassBetweenCrashes() {
    ContainerExit crash = exit(1);
    ContainerState state = ContainerState.NEW.exited(crash, 2);
    PodState pod = pod("Always", "", "ended-0 up up up").with("one", state);
    assertThat(steps(pod)).isEqualTo("back off one +9000");
  }

  private static String steps(PodState state) {
    return PodPlan.next(state, NOW).stream()
        .map(PodPlanTest::text)
        .collect(Collectors.joining("; "));
  }

  private static String text(Step step) {
    return switch (step) {
      case Step.MakeSandbox ignored -> "make sandbox";
      case Step.Start start -> "start " + start.container();
      case Step.Stop stop -> "stop " + stop.container() + " " + stop.graceSeconds();
      case Step.Kill kill -> "kill " + kill.container();
      case Step.BackOff off -> "back off " + off.container() + " +" + (off.untilMillis() - NOW);
      case Step.LookAgain look -> "look at +" + (look.atMillis() - NOW);
      case Step.ReleaseNetwork ignored -> "release network";
      case Step.DeleteObject ignored -> "delete object";
      case Step.RemoveFiles ignored -> "remove files";
    };
  }

  private static PodState pod(String policy, String metadata, String containers) {
    PodState pod = PodState.of(object(policy, metadata)).with(new Sandbox("ns", "10.0.0.2", "l"));
    List<String> names = List.of("init", "side", "one", "two");
    String[] words = containers.split("\\s+");
    for (int index = 0; index < words.length; index++) {
      pod = pod.with(names.get(index), container(names.get(index), words[index]));
    }
    return pod;
  }

  private static ContainerState container(String name, String word) {
    ContainerState up = ContainerState.NEW.running(running(name), false, false);
    return switch (word) {
      case "new" -> ContainerState.NEW;
      case "up" -> up;
      case "ended-0" -> up.exited(exit(0), 1);
      case "ended-1" -> up.exited(exit(1), 1);
      case "stopping" -> up.stopping(new ContainerState.Stop(NOW + 5 * SECOND, 7, false));
      case "overdue" -> up.stopping(new ContainerState.Stop(NOW - SECOND, 7, false));
      case "killed" -> up.stopping(new ContainerState.Stop(NOW - SECOND, 7, true));
      default -> throw new IllegalArgumentException(word);
    };
  }

  private static ContainerExit exit(int code) {
    return ContainerExit.of("id", code, NOW - 2 * SECOND, NOW - SECOND);
  }

  private static RunningContainer running(String name) {
    ProcessId process = new ProcessId(1, 1, "boot");
    return new RunningContainer(
        "id-" + name, name, 0, process, process, false, false, "image", "image-id", 15, NOW);
  }

  private static ObjectNode object(String policy, String metadata) {
    String json =
        """
        {"metadata":{"namespace":"default","name":"pod","uid":"u","resourceVersion":"1"%s},
         "spec":{"restartPolicy":"%s",
          "initContainers":[{"name":"init"},{"name":"side","restartPolicy":"Always"}],
          "containers":[{"name":"one"},{"name":"two"}]}}
        """
            .formatted(metadata.isEmpty() ? "" : "," + metadata, policy);
    return Json.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
