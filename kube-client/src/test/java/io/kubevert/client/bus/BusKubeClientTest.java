package io.kubevert.client.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.fake.FreePort;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The contract across two members of a real clustered bus. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BusKubeClientTest {
  private static final ObjectKey KEY = new ObjectKey("default", "settings");
  private static Vertx server;
  private static Vertx client;

  @BeforeAll
  static void startTwoMembers() throws Exception {
    int port = FreePort.next();
    server = start(port, List.of());
    client = start(FreePort.next(), List.of("127.0.0.1:" + port));
  }

  @AfterAll
  static void stopThem() throws Exception {
    client.close().await(20, TimeUnit.SECONDS);
    server.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void requestsCarryTheTokenAndAnswersTheObject() throws Exception {
    answer(
        request -> {
          ObjectNode object = Json.object();
          object.put("path", request.path()).put("method", request.method());
          return new ApiResponse(200, Json.bytes(object));
        },
        kube -> {
          ObjectNode object = await(kube.get(ResourceTypes.CONFIG_MAPS, KEY));
          assertThat(object.path("path").asText())
              .isEqualTo("/api/v1/namespaces/default/configmaps/settings");
          assertThat(object.path("method").asText()).isEqualTo("GET");
        });
  }

  @Test
  void aRefusalIsAnApiException() throws Exception {
    ObjectNode status = Json.object();
    status.put("reason", "NotFound").put("message", "configmaps \"settings\" not found");
    answer(
        request -> new ApiResponse(404, Json.bytes(status)),
        kube ->
            assertThatThrownBy(() -> await(kube.get(ResourceTypes.CONFIG_MAPS, KEY)))
                .isInstanceOfSatisfying(
                    ApiException.class,
                    e -> {
                      assertThat(e.code()).isEqualTo(404);
                      assertThat(e.reason()).isEqualTo("NotFound");
                    })
                .hasMessage("configmaps \"settings\" not found"));
  }

  /** Runs before the bus has known any server: that one is gone takes a member a while to hear. */
  @Test
  @Order(1)
  void withoutAServerTheFailureSaysSo() {
    KubeClient kube = new BusControlPlane(client, "token").clientFor(client.getOrCreateContext());
    assertThatThrownBy(() -> await(kube.get(ResourceTypes.CONFIG_MAPS, KEY)))
        .isInstanceOf(ApiServerUnavailableException.class)
        .hasMessage("no API server is on the event bus");
  }

  @Test
  void aWatchHearsWhatIsPublishedOnTheGrantedAddress() throws Exception {
    WatchGrant grant = new WatchGrant("granted.address", 7, 2_000);
    answer(
        request -> new ApiResponse(200, Json.bytes(Json.tree(grant))),
        kube -> {
          Promise<WatchEvent> heard = Promise.promise();
          KubeClient.Watch watch = await(kube.watch(ResourceTypes.CONFIG_MAPS, heard::tryComplete));
          assertThat(watch.storeId()).isEqualTo(7);
          WatchEvent sent =
              new WatchEvent(WatchEvent.Type.ADDED, 7, 12, 11, "{\"a\":1}".getBytes());
          server.eventBus().publish("granted.address", sent);
          assertThat(await(heard.future())).usingRecursiveComparison().isEqualTo(sent);
          await(watch.close());
        });
  }

  private interface Check {
    void run(KubeClient kube) throws Exception;
  }

  private static void answer(Function<ApiRequest, ApiResponse> handler, Check check)
      throws Exception {
    var consumer =
        server
            .eventBus()
            .<ApiRequest>consumer(
                ApiAddress.REQUESTS,
                message -> {
                  assertThat(message.headers().get(ApiAddress.AUTHORIZATION))
                      .isEqualTo("Bearer token");
                  message.reply(handler.apply(message.body()));
                });
    await(consumer.completion());
    Context context = client.getOrCreateContext();
    try {
      check.run(new BusControlPlane(client, "token").clientFor(context));
    } finally {
      await(consumer.unregister());
    }
  }

  private static <T> T await(io.vertx.core.Future<T> future) throws Exception {
    return future.await(20, TimeUnit.SECONDS);
  }

  private static Vertx start(int memberPort, List<String> members) throws Exception {
    return await(
        ClusteredBus.start(
            new BusOptions("127.0.0.1", memberPort, 0, members, Optional.empty()),
            new VertxOptions()));
  }
}
