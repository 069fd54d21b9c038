package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.Future;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Endpoints come and go under load, and no client notices. */
class RollingUpdateTest {
  private static final int CLIENTS = 16;
  private static final int ROUNDS = 12;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  @Test
  void failsNoRequestWhileEveryPodIsReplaced() {
    try (Rig rig = new Rig()) {
      List<Backend> pods = new ArrayList<>(rig.service("roll", 3));
      rig.ingress("roll", "roll.test", Map.of(), Path.prefix("/", "roll"));
      List<Future<Void>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(keepAsking(rig));
      }
      for (int round = 0; round < ROUNDS; round++) {
        replaceOldest(rig, pods, round);
      }
      over.set(true);
      Rig.await(Future.join(clients));
      assertThat(answered.get()).isGreaterThan(ROUNDS * CLIENTS);
      assertThat(failed).hasValue(0);
    }
  }

  private void replaceOldest(Rig rig, List<Backend> pods, int round) {
    Backend fresh = Backend.start(rig.vertx, "fresh-" + round, "127.0.1." + (round + 1));
    pods.add(fresh);
    rig.addEndpoint("roll", fresh);
    Backend oldest = pods.removeFirst();
    rig.cluster.put(ResourceTypes.ENDPOINT_SLICES, Manifests.slice("roll", oldest, false, true));
    int before = answered.get();
    Rig.eventually(() -> assertThat(answered.get()).isGreaterThan(before + 2 * CLIENTS));
    Rig.eventually(() -> assertThat(fresh.seen).isNotEmpty());
    Rig.eventually(() -> assertThat(rig.page("/debug/routes")).doesNotContain(at(oldest)));
    int settled = answered.get();
    Rig.eventually(() -> assertThat(answered.get()).isGreaterThan(settled + 2 * CLIENTS));
    rig.removeEndpoint("roll", oldest);
    oldest.stop();
  }

  private static String at(Backend backend) {
    return "\"" + backend.address() + ":" + backend.port() + "\"";
  }

  private Future<Void> keepAsking(Rig rig) {
    if (over.get()) {
      return Future.succeededFuture();
    }
    RequestOptions options = new RequestOptions().setHost("127.0.0.1").setPort(rig.http());
    return rig.client
        .request(options)
        .compose(
            request -> {
              request.authority(HostAndPort.create("roll.test", -1));
              return request.send().compose(Got::of);
            })
        .transform(
            got -> {
              boolean served = got.succeeded() && got.result().status() == 200;
              (served ? answered : failed).incrementAndGet();
              return Future.succeededFuture();
            })
        .compose(done -> keepAsking(rig));
  }
}
