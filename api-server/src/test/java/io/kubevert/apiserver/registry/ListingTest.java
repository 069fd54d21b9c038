package io.kubevert.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.status.Status;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.storage.MemoryStore;
import io.kubevert.client.Json;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists whose revision is gone. */
class ListingTest {
  private final Vertx vertx = Vertx.vertx();
  private final MemoryStore store = new MemoryStore(1);
  private final Listing listing = new Listing(new ObjectStorage(store, vertx.getOrCreateContext()));
  private final ResourceDefinition configMaps =
      ResourceCatalog.builtIn(new ClusterSettings("10.233.0.0/18", 30000, 32767))
          .find("", "v1", "configmaps")
          .orElseThrow();

  @BeforeEach
  void fill() throws Exception {
    for (String name : new String[] {"a", "b", "c"}) {
      String key = new Target(configMaps, "default", name).key();
      store.create(key, _ -> Json.bytes(Json.object())).await(30, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void aTokenOutlivesItsRevision() throws Exception {
    ListPage first = list(Map.of("limit", "1"));
    change("b");
    store.compact(store.revision()).await(30, TimeUnit.SECONDS);
    Status refusal = refusal(Map.of("limit", "1", "continue", first.continueToken()));
    assertThat(refusal.code()).isEqualTo(410);
    assertThat(refusal.message()).contains("The provided continue parameter is too old");
    ListPage rest = list(Map.of("continue", refusal.details().continueToken()));
    assertThat(rest.entries()).hasSize(2);
    assertThat(rest.revision()).isEqualTo(store.revision());
  }

  @Test
  void thePastIsForgotten() throws Exception {
    long past = store.revision();
    change("a");
    change("b");
    Map<String, String> exact =
        Map.of("resourceVersion", Long.toString(past), "resourceVersionMatch", "Exact");
    assertThat(list(exact).revision()).isEqualTo(past);
    store.compact(store.revision()).await(30, TimeUnit.SECONDS);
    assertThat(refusal(exact).code()).isEqualTo(410);
  }

  private void change(String name) throws Exception {
    String key = new Target(configMaps, "default", name).key();
    store
        .update(key, store.get(key).orElseThrow().revision(), _ -> Json.bytes(Json.object()))
        .await(30, TimeUnit.SECONDS);
  }

  private ListPage list(Map<String, String> query) {
    return listing.list(configMaps, "default", ListQuery.of(query, configMaps));
  }

  private Status refusal(Map<String, String> query) {
    return catchThrowableOfType(StatusException.class, () -> list(query)).status();
  }
}
