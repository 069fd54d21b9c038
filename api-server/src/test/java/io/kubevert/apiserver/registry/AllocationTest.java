package io.kubevert.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.storage.RocksStore;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses and ports of Services: given once, however many ask, and whatever happens between. */
class AllocationTest {
  private static final DeleteRequest DELETE =
      new DeleteRequest(null, Optional.empty(), "", "", false);

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private RocksStore store;
  private Registry registry;
  private ResourceCatalog catalog;
  private ResourceDefinition services;

  @BeforeEach
  void start() throws Exception {
    open();
    ObjectNode namespace = Yaml.object("metadata: {name: default}");
    ResourceDefinition namespaces = definition("namespaces");
    await(() -> registry.create(namespaces, "", namespace, WriteOptions.DEFAULT));
  }

  @AfterEach
  void stop() throws Exception {
    store.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private void open() throws Exception {
    store = RocksStore.open(directory);
    catalog = ResourceCatalog.builtIn(new ClusterSettings("10.233.0.0/28", 30000, 30009));
    registry = new Registry(store, catalog, context, InstantSource.system(), new Random(1));
    registry.restore();
    services = definition("services");
  }

  private ResourceDefinition definition(String plural) {
    return catalog.find("", "v1", plural).orElseThrow();
  }

  @Test
  void ofManyWhoWantOnePortOneGetsIt() throws Exception {
    List<Future<ApiResponse>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(create("s" + i, "type: NodePort, ports: [{port: 80, nodePort: 30005}]"));
    }
    Future.join(all).otherwiseEmpty().await(20, TimeUnit.SECONDS);
    assertThat(all.stream().filter(Future::succeeded)).hasSize(1);
    assertThat(all.stream().filter(Future::failed).map(each -> each.cause().getMessage()))
        .allMatch(message -> message.contains("provided port is already allocated"));
    assertThat(registry.all(ResourceTypes.SERVICES)).hasSize(1);
  }

  /** 14 addresses for 30 who ask at one time; then all go, and 14 more find room. */
  @Test
  void everyAddressIsGivenOnceAndComesBack() throws Exception {
    for (int round = 0; round < 2; round++) {
      List<Future<ApiResponse>> all = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        all.add(create("r" + round + "-" + i, "ports: [{port: 80}]"));
      }
      Future.join(all).otherwiseEmpty().await(20, TimeUnit.SECONDS);
      assertThat(addresses()).hasSize(14);
      assertThat(all.stream().filter(Future::succeeded)).hasSize(14);
      for (ObjectNode service : registry.all(ResourceTypes.SERVICES)) {
        Target target = new Target(services, "default", service.at("/metadata/name").asText());
        await(() -> registry.delete(target, DELETE));
      }
    }
  }

  @Test
  void whatWasGivenIsKnownAfterACrash() throws Exception {
    String spec = "type: NodePort, clusterIP: 10.233.0.9, ports: [{port: 80, nodePort: 30007}]";
    create("before", spec).await(30, TimeUnit.SECONDS);
    store.close();
    open();
    Future<ApiResponse> after = create("after", spec);
    Future.join(List.of(after)).otherwiseEmpty().await(30, TimeUnit.SECONDS);
    assertThat(after.cause())
        .hasMessageContaining("failed to allocate IP 10.233.0.9: provided IP is already allocated")
        .hasMessageContaining("spec.ports[0].nodePort: Invalid value: 30007: provided port is");
  }

  private Set<String> addresses() {
    Set<String> addresses = new HashSet<>();
    registry
        .all(ResourceTypes.SERVICES)
        .forEach(service -> addresses.add(service.at("/spec/clusterIP").asText()));
    return addresses;
  }

  private Future<ApiResponse> create(String name, String spec) {
    ObjectNode service = Yaml.object("metadata: {name: " + name + "}\nspec: {" + spec + "}");
    return onContext(() -> registry.create(services, "default", service, WriteOptions.DEFAULT));
  }

  private void await(Supplier<Future<ApiResponse>> request) throws Exception {
    ApiResponse response = onContext(request).await(30, TimeUnit.SECONDS);
    assertThat(Json.parse(response.body())).isNotEmpty();
  }

  private Future<ApiResponse> onContext(Supplier<Future<ApiResponse>> request) {
    return Future.future(
        promise ->
            context.runOnContext(
                _ -> {
                  try {
                    request.get().onComplete(promise);
                  } catch (RuntimeException e) {
                    promise.fail(e);
                  }
                }));
  }
}
