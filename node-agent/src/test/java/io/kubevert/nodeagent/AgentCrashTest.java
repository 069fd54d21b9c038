package io.kubevert.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.nodeagent.fixture.AgentProcess;
import io.kubevert.nodeagent.fixture.TestNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent that is killed, not stopped. */
final class AgentCrashTest {
  private static final int KILLED = 128 + 9;

  private TestNode node;

  @BeforeEach
  void prepare() throws Exception {
    node = TestNode.prepare();
  }

  @AfterEach
  void remove() throws Exception {
    node.close();
    assertThat(node.processes()).isEmpty();
  }

  @Test
  void podsOutliveItAndTheNextAgentGoesOnWithThem() throws Exception {
    ObjectNode before = killed(AgentProcess.start(node));
    String address = before.path("status").path("podIP").asText();
    assertThat(node.fetch(address)).isEqualTo("hello lasting\n");
    ObjectKey pod = ObjectKey.of(before);
    String id = before.path("status").at("/containerStatuses/0/containerID").asText();
    restore(before);
    node.join();
    ObjectKey next = node.pod("next", TestNode.SERVER);
    assertThat(node.address(next)).isNotEqualTo(address);
    assertThat(node.address(pod)).isEqualTo(address);
    assertThat(node.container(pod).path("containerID").asText()).isEqualTo(id);
    assertThat(node.container(pod).path("restartCount").asInt()).isZero();
    node.terminate(pod, 5);
    node.until("the adopted pod is gone", () -> !node.exists(pod));
  }

  /** Puts the pod into the API as it was, but for its status, which the agent must find out. */
  private void restore(ObjectNode before) {
    long seen = before.path("metadata").path("resourceVersion").asLong();
    ObjectNode pod = before.deepCopy();
    pod.remove("status");
    long version;
    do {
      ObjectNode stored = node.api.put(ResourceTypes.PODS, pod.deepCopy());
      version = stored.path("metadata").path("resourceVersion").asLong();
    } while (version <= seen);
  }

  private ObjectNode killed(Process agent) throws Exception {
    String line;
    try (var output = agent.inputReader(StandardCharsets.UTF_8)) {
      line = output.readLine();
    } finally {
      agent.destroyForcibly();
    }
    assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(line).withFailMessage(() -> "the agent ended by itself: " + log()).isNotNull();
    assertThat(agent.exitValue()).isEqualTo(KILLED);
    return Json.parse(line.getBytes(StandardCharsets.UTF_8));
  }

  private String log() {
    try {
      return Files.readString(node.directory.resolve("agent.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
