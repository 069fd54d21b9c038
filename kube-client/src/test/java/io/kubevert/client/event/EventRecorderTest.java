package io.kubevert.client.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class EventRecorderTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);

  @Test
  void theSameEventAgainIsCounted(Vertx vertx) {
    FakeControlPlane server = new FakeControlPlane();
    EventRecorder recorder =
        new EventRecorder(
            server.clientFor(vertx.getOrCreateContext()), CLOCK, "kubelet", "worker1");
    ObjectNode pod = Json.object();
    pod.put("apiVersion", "v1").put("kind", "Pod");
    pod.putObject("metadata").put("namespace", "default").put("name", "web");

    recorder.record(pod, EventRecorder.Type.NORMAL, "Started", "Started container web");
    recorder.record(pod, EventRecorder.Type.NORMAL, "Started", "Started container web");
    recorder.record(pod, EventRecorder.Type.WARNING, "Unhealthy", "Readiness probe failed");

    List<ObjectNode> events = server.list(ResourceTypes.EVENTS);
    assertThat(events)
        .extracting(event -> event.path("reason").asText() + " " + event.path("count").asInt())
        .containsExactlyInAnyOrder("Started 2", "Unhealthy 1");
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.path("involvedObject").path("name").asText()).isEqualTo("web");
              assertThat(event.path("lastTimestamp").asText()).isEqualTo("2026-03-01T10:00:00Z");
              assertThat(event.path("source").path("host").asText()).isEqualTo("worker1");
            });
  }
}
