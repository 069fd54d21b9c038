package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Endpoints come and go under 1,000 requests a second, and no client notices. */
class RollingUpdateTest {
  private static final int PER_SECOND = 1_000;
  private static final int ROUNDS = 12;

  /** Requests between two steps: a fifth of a second's, also where the machine is slow. */
  private static final int BETWEEN = PER_SECOND / 5;

  private static final int MOST_CONNECTIONS = 4_096;
  private static final int WARM_UP = 20;

  private final Set<String> answering = ConcurrentHashMap.newKeySet();

  @Test
  void failsNoRequestWhileEveryPodIsReplaced() {
    try (Rig rig = new Rig()) {
      List<Backend> pods = new ArrayList<>(rig.service("roll", 3));
      pods.forEach(RollingUpdateTest::answerName);
      rig.ingress("roll", "roll.test", Map.of(), Path.prefix("/", "roll"));
      HttpClient client =
          rig.vertx.createHttpClient(
              new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
      warmUp(rig, client);
      OpenLoop load = new OpenLoop(rig.vertx, PER_SECOND, () -> ask(rig, client));
      load.start();
      for (int round = 0; round < ROUNDS; round++) {
        replaceOldest(rig, pods, round, load);
      }
      String account = load.stop();
      System.out.println("a rolling update of " + ROUNDS + " pods: " + account);
      assertThat(load.failed()).as(account).isZero();
    }
  }

  /** What is asked first is compiled meanwhile, on a machine that has other things to do. */
  private void warmUp(Rig rig, HttpClient client) {
    for (int i = 0; i < WARM_UP; i++) {
      List<Future<Boolean>> some = new ArrayList<>();
      IntStream.range(0, PER_SECOND / WARM_UP).forEach(each -> some.add(ask(rig, client)));
      Rig.await(Future.all(some));
    }
  }

  /** Remembers nothing of the many requests that it gets. */
  private static void answerName(Backend pod) {
    pod.answer(request -> request.response().end(pod.name()));
  }

  private void replaceOldest(Rig rig, List<Backend> pods, int round, OpenLoop load) {
    Backend fresh = Backend.start(rig.vertx, "fresh-" + round, "127.0.1." + (round + 1));
    answerName(fresh);
    pods.add(fresh);
    rig.addEndpoint("roll", fresh);
    Backend oldest = pods.removeFirst();
    rig.cluster.put(ResourceTypes.ENDPOINT_SLICES, Manifests.slice("roll", oldest, false, true));
    Rig.eventually(() -> assertThat(answering).contains(fresh.name()));
    Rig.eventually(() -> assertThat(rig.page("/debug/routes")).doesNotContain(at(oldest)));
    long settled = load.answered();
    long before = load.sent();
    Rig.eventually(() -> assertThat(load.answered()).isGreaterThan(settled + BETWEEN));
    Rig.await(() -> load.hasAnswered(before));
    rig.removeEndpoint("roll", oldest);
    oldest.stop();
  }

  private static String at(Backend backend) {
    return "\"" + backend.address() + ":" + backend.port() + "\"";
  }

  private Future<Boolean> ask(Rig rig, HttpClient client) {
    RequestOptions options = new RequestOptions().setHost("127.0.0.1").setPort(rig.http());
    return Rig.send(client, options, "roll.test", Map.of(), "")
        .map(
            got -> {
              answering.add(got.body());
              return got.status() == 200;
            });
  }
}
