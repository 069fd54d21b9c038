package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.bus.BusControlPlane;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.request.ListOptions;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server as the cluster's own components see it. */
class BusTest {
  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  @Test
  void eventsFollowOnEachOtherAndOnTheList() throws Exception {
    KubeClient client = client("admin");
    BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
    await(client.watch(ResourceTypes.CONFIG_MAPS, events::add));
    long listed = await(client.list(ResourceTypes.CONFIG_MAPS, ListOptions.ALL)).revision();
    await(client.create(ResourceTypes.CONFIG_MAPS, configMap("one")));
    await(client.create(ResourceTypes.SECRETS, configMap("unseen")));
    await(client.create(ResourceTypes.CONFIG_MAPS, configMap("two")));
    await(
        client.delete(
            ResourceTypes.CONFIG_MAPS, new ObjectKey("default", "one"), DeleteOptions.DEFAULT));

    long seen = listed;
    for (WatchEvent.Type type :
        new WatchEvent.Type[] {
          WatchEvent.Type.ADDED, WatchEvent.Type.ADDED, WatchEvent.Type.DELETED
        }) {
      WatchEvent event = next(events, false);
      assertThat(event.type()).isEqualTo(type);
      assertThat(event.previousRevision()).isLessThanOrEqualTo(seen);
      assertThat(event.revision()).isGreaterThan(seen);
      assertThat(Json.parse(event.object()).at("/metadata/resourceVersion").asLong())
          .isEqualTo(event.revision());
      seen = event.revision();
    }
    WatchEvent bookmark = next(events, true);
    assertThat(bookmark.revision()).isEqualTo(seen).isEqualTo(bookmark.previousRevision());
  }

  @Test
  void knowsWhoMayDoWhat() {
    assertThat(refusal(client("kube-proxy-worker1").list(ResourceTypes.SECRETS, ListOptions.ALL)))
        .isEqualTo(
            "secrets is forbidden: User \"system:kube-proxy\" cannot list resource \"secrets\" in"
                + " API group \"\" at the cluster scope");
    assertThat(refusal(client("coredns").create(ResourceTypes.SERVICES, configMap("x"))))
        .isEqualTo(
            "services is forbidden: User \"system:serviceaccount:kube-system:coredns\" cannot"
                + " create resource \"services\" in API group \"\" in the namespace \"default\"");
    assertThat(refusal(client("kube-proxy-worker1").watch(ResourceTypes.CONFIG_MAPS, _ -> {})))
        .contains("cannot watch resource \"configmaps\"");
    assertThat(
            refusal(
                client("node-worker1")
                    .delete(
                        ResourceTypes.NODES, ObjectKey.ofName("master"), DeleteOptions.DEFAULT)))
        .contains("User \"system:node:worker1\" cannot delete resource \"nodes\"");
    assertThat(
            refusal(
                new BusControlPlane(server.bus(), "guessed")
                    .clientFor(server.bus().getOrCreateContext())
                    .list(ResourceTypes.PODS, ListOptions.ALL)))
        .isEqualTo("Unauthorized");
  }

  private static WatchEvent next(BlockingQueue<WatchEvent> events, boolean bookmark)
      throws InterruptedException {
    while (true) {
      WatchEvent event = events.poll(20, TimeUnit.SECONDS);
      assertThat(event).as("an event within 20 s").isNotNull();
      if ((event.type() == WatchEvent.Type.BOOKMARK) == bookmark) {
        return event;
      }
    }
  }

  private static KubeClient client(String component) {
    try {
      return new BusControlPlane(server.bus(), server.pki().token(component))
          .clientFor(server.bus().getOrCreateContext());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static ObjectNode configMap(String name) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", name).put("namespace", "default");
    return object;
  }

  private static String refusal(Future<?> future) {
    try {
      await(future);
    } catch (ApiException e) {
      return e.getMessage();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("was allowed");
  }

  private static <T> T await(Future<T> future) throws Exception {
    return RunningApiServer.await(future);
  }
}
