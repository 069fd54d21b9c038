package io.kubevert.client.mirrorpod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class MirrorPodTest {
  private static final MirrorPodDescription DESCRIPTION =
      MirrorPodDescription.ofSystemComponent(
          "coredns", Map.of("k8s-app", "kube-dns"), "master", "192.0.2.1");

  private final FakeControlPlane controlPlane = new FakeControlPlane();

  @Test
  void aReadyComponentIsAReadyPodOfItsNode(Vertx vertx) throws Exception {
    MirrorPod mirror = started(vertx);
    until(vertx, () -> ready().equals("True"));

    JsonNode pod = controlPlane.get(ResourceTypes.PODS, DESCRIPTION.key()).orElseThrow();
    assertThat(pod.at("/spec/nodeName").asText()).isEqualTo("master");
    assertThat(pod.at("/status/podIP").asText()).isEqualTo("192.0.2.1");
    assertThat(pod.at("/metadata/labels/k8s-app").asText()).isEqualTo("kube-dns");
    until(vertx, () -> controlPlane.list(ResourceTypes.LEASES).size() == 1);

    call(vertx, mirror::stop);
    assertThat(controlPlane.list(ResourceTypes.PODS)).isEmpty();
    assertThat(controlPlane.list(ResourceTypes.LEASES)).isEmpty();
  }

  @Test
  void aPodThatSomebodyDeletedComesBack(Vertx vertx) throws Exception {
    MirrorPod mirror = started(vertx);
    until(vertx, () -> ready().equals("True"));
    controlPlane.delete(ResourceTypes.PODS, DESCRIPTION.key());
    until(vertx, () -> ready().equals("True"));
    call(vertx, mirror::stop);
  }

  @Test
  void aPodOfAnotherNodeIsReplaced(Vertx vertx) throws Exception {
    var stranger = Json.object();
    stranger.putObject("metadata").put("namespace", "kube-system").put("name", "coredns-master");
    stranger.putObject("spec").put("nodeName", "worker1");
    controlPlane.put(ResourceTypes.PODS, stranger);
    MirrorPod mirror = started(vertx);
    until(vertx, () -> ready().equals("True"));
    call(vertx, mirror::stop);
  }

  @Test
  void aPodThatASuccessorKeepsIsLeftToIt(Vertx vertx) throws Exception {
    MirrorPod old = started(vertx);
    until(vertx, () -> ready().equals("True"));
    Instant later = Instant.now().plusSeconds(5);
    MirrorPod successor = started(vertx, Clock.fixed(later, ZoneOffset.UTC));
    until(vertx, () -> startTime().equals(later.truncatedTo(ChronoUnit.SECONDS).toString()));

    call(vertx, old::stop);
    assertThat(ready()).isEqualTo("True");

    call(vertx, successor::stop);
    assertThat(ready()).isEmpty();
  }

  private MirrorPod started(Vertx vertx) throws Exception {
    return started(vertx, Clock.systemUTC());
  }

  private MirrorPod started(Vertx vertx, Clock clock) throws Exception {
    Context context = vertx.getOrCreateContext();
    Promise<MirrorPod> made = Promise.promise();
    context.runOnContext(
        ignored -> {
          MirrorPod mirror =
              new MirrorPod(vertx, controlPlane.clientFor(context), DESCRIPTION, clock);
          mirror.start();
          mirror.ready(true);
          made.complete(mirror);
        });
    return made.future().await(30, TimeUnit.SECONDS);
  }

  private String startTime() {
    return controlPlane
        .get(ResourceTypes.PODS, DESCRIPTION.key())
        .map(pod -> pod.path("status").path("startTime").asText(""))
        .orElse("");
  }

  private String ready() {
    JsonNode conditions =
        controlPlane
            .get(ResourceTypes.PODS, DESCRIPTION.key())
            .<JsonNode>map(pod -> pod.path("status").path("conditions"))
            .orElse(Json.object());
    for (JsonNode condition : conditions) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText();
      }
    }
    return "";
  }

  private static void call(Vertx vertx, Supplier<Future<Void>> action) throws Exception {
    Promise<Void> done = Promise.promise();
    vertx.runOnContext(ignored -> action.get().onComplete(done));
    done.future().await(30, TimeUnit.SECONDS);
  }

  private static void until(Vertx vertx, Supplier<Boolean> condition) throws Exception {
    Promise<Void> holds = Promise.promise();
    vertx.setPeriodic(
        1,
        timer -> {
          if (condition.get()) {
            vertx.cancelTimer(timer);
            holds.complete();
          }
        });
    holds.future().await(30, TimeUnit.SECONDS);
  }
}
