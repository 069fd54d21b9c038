package io.kubevert.apiserver.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.Yaml;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodSummaryTest {

  @ParameterizedTest(name = "{1} {2} {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "phase: Pending | 0/1 | Pending | 0",
        "phase: Running, containerStatuses: [{ready: true, state: {running: {}}}] | 1/1 | Running | 0",
        "phase: Pending, containerStatuses: [{state: {waiting: {reason: ContainerCreating}}}] | 0/1 | ContainerCreating | 0",
        "phase: Running, containerStatuses: [{restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}}}] | 0/1 | CrashLoopBackOff | 3",
        "phase: Succeeded, containerStatuses: [{state: {terminated: {reason: Completed, exitCode: 0}}}] | 0/1 | Completed | 0",
        "phase: Failed, containerStatuses: [{state: {terminated: {exitCode: 2}}}] | 0/1 | ExitCode:2 | 0",
        "phase: Failed, containerStatuses: [{state: {terminated: {exitCode: 137, signal: 9}}}] | 0/1 | Signal:9 | 0",
        "phase: Failed, reason: Evicted | 0/1 | Evicted | 0",
        "phase: Pending, conditions: [{type: PodScheduled, reason: SchedulingGated}] | 0/1 | SchedulingGated | 0",
        "phase: Pending, initContainerStatuses: [{name: i, state: {running: {}}}] | 0/1 | Init:0/1 | 0",
        "phase: Pending, initContainerStatuses: [{name: i, state: {waiting: {reason: PodInitializing}}}] | 0/1 | Init:0/1 | 0",
        "phase: Pending, initContainerStatuses: [{name: i, restartCount: 2, state: {waiting: {reason: CrashLoopBackOff}}}] | 0/1 | Init:CrashLoopBackOff | 2",
        "phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 1, reason: Error}}}] | 0/1 | Init:Error | 0",
        "phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 3}}}] | 0/1 | Init:ExitCode:3 | 0",
        "phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 0}}}], containerStatuses: [{state: {waiting: {reason: PodInitializing}}}] | 0/1 | PodInitializing | 0",
        "phase: Running, initContainerStatuses: [{name: s, started: true, ready: true, state: {running: {}}}], containerStatuses: [{ready: true, state: {running: {}}}] | 2/1 | Running | 0",
      })
  void inThreeWords(String status, String ready, String text, String restarts) {
    var pod =
        Yaml.object(
            "{spec: {containers: [{name: c}], initContainers: [{name: i}]}, status: {"
                + status
                + "}}");
    if (status.contains("name: s")) {
      pod.withArray("/spec/initContainers").removeAll();
      pod.withArray("/spec/initContainers")
          .addObject()
          .put("name", "s")
          .put("restartPolicy", "Always");
      ready = "2/2";
    }
    assertThat(PodSummary.of(pod)).isEqualTo(new PodSummary(ready, text, restarts));
  }

  @Test
  void saysThatItIsBeingDeleted() {
    var pod =
        Yaml.object(
            "{metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}, status: {phase: Running}}");
    assertThat(PodSummary.of(pod).status()).isEqualTo("Terminating");
  }

  @Test
  void saysWhenItRestartedLast() {
    String finished = Instant.now().minusSeconds(5).toString();
    var pod =
        Yaml.object(
            "status: {phase: Running, containerStatuses: [{restartCount: 2, lastState:"
                + " {terminated: {finishedAt: '"
                + finished
                + "'}}}]}");
    assertThat(PodSummary.of(pod).restarts()).matches("2 \\(\\d+s ago\\)");
  }
}
