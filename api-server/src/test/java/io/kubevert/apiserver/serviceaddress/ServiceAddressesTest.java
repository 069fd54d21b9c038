package io.kubevert.apiserver.serviceaddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.kinds.networking.IpAddresses;
import io.kubevert.apiserver.kinds.networking.ServiceCidrs;
import io.kubevert.apiserver.registry.DeleteRequest;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.registry.WriteOptions;
import io.kubevert.apiserver.storage.MemoryStore;
import io.kubevert.apiserver.watch.Broadcaster;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server makes of what another, which ended between two writes, has left in the store. */
class ServiceAddressesTest {
  private static final DeleteRequest DELETE =
      new DeleteRequest(null, Optional.empty(), "", "", false);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final MemoryStore store = new MemoryStore(1);
  private ResourceCatalog catalog;
  private Registry registry;

  @BeforeEach
  void start() throws Exception {
    restart();
    write(() -> create("namespaces", "metadata: {name: default}"));
    write(() -> create("servicecidrs", "{metadata: {name: own}, spec: {cidrs: [10.1.0.0/24]}}"));
    write(() -> service("web", "10.1.0.7"));
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  /** A new server on the same store, which nothing looks after until {@link #repair}. */
  private void restart() throws Exception {
    catalog = ResourceCatalog.builtIn(new ClusterSettings("10.1.0.0/24", 30000, 30009));
    registry = new Registry(store, catalog, context, InstantSource.system(), new Random(1));
    write(
        () ->
            onContext(
                () -> {
                  registry.restore();
                  return Future.succeededFuture();
                }));
  }

  private void repair() throws Exception {
    ServiceAddresses addresses = new ServiceAddresses(registry, catalog, InstantSource.system());
    write(
        () ->
            onContext(
                () -> {
                  Broadcaster broadcaster = new Broadcaster(store, context);
                  broadcaster.joinAll(addresses::changed);
                  broadcaster.start();
                  addresses.start();
                  return Future.succeededFuture();
                }));
  }

  @Test
  void makesTheMissingObjectOfAnAddress() throws Exception {
    restart();
    repair();
    await(() -> addresses().equals(List.of("10.1.0.7 web")));
  }

  @Test
  void deletesTheObjectOfAnAddressThatNobodyHas() throws Exception {
    repair();
    await(() -> addresses().equals(List.of("10.1.0.7 web")));
    restart();
    write(() -> create("ipaddresses", address("10.1.0.8", "gone")));
    repair();
    await(() -> addresses().equals(List.of("10.1.0.7 web")));
  }

  @Test
  void rightsTheObjectOfAnAddressThatAnotherServiceHasNow() throws Exception {
    write(() -> create("ipaddresses", address("10.1.0.7", "before")));
    restart();
    repair();
    await(() -> addresses().equals(List.of("10.1.0.7 web")));
  }

  @Test
  void aRangeThatWasOnItsWayOutStillHoldsItsAddresses() throws Exception {
    String further = "{metadata: {name: further}, spec: {cidrs: [10.2.0.0/24]}}";
    write(() -> create("servicecidrs", further));
    write(() -> service("far", "10.2.0.5"));
    delete("servicecidrs", "", "further");
    restart();
    repair();
    await(() -> condition("further").equals("False Terminating"));
    assertThatThrownBy(() -> write(() -> service("other", "10.2.0.6")))
        .hasMessageContaining("(10.2.0.6) is not in the valid range");
    delete("services", "default", "far");
    await(() -> registry.all(ServiceCidrs.TYPE).size() == 1);
    assertThat(condition("own")).isEqualTo("True ");
  }

  private List<String> addresses() {
    return registry.all(IpAddresses.TYPE).stream()
        .map(
            each ->
                each.at("/metadata/name").asText() + " " + each.at("/spec/parentRef/name").asText())
        .toList();
  }

  private String condition(String cidr) {
    return registry
        .find(target("servicecidrs", "", cidr))
        .map(found -> found.at("/status/conditions/0"))
        .map(found -> found.path("status").asText() + " " + found.path("reason").asText())
        .orElse("");
  }

  private static String address(String address, String service) {
    return "{metadata: {name: "
        + address
        + "}, spec: {parentRef: {resource: services, namespace: default, name: "
        + service
        + "}}}";
  }

  private Future<?> service(String name, String address) {
    return create(
        "services",
        "{metadata: {name: "
            + name
            + "}, spec: {clusterIP: "
            + address
            + ", ports: [{port: 80}]}}");
  }

  private Future<?> create(String plural, String yaml) {
    ObjectNode object = Yaml.object(yaml);
    ResourceDefinition definition = target(plural, "", "").definition();
    String namespace = definition.type().namespaced() ? "default" : "";
    return onContext(() -> registry.create(definition, namespace, object, WriteOptions.DEFAULT));
  }

  private void delete(String plural, String namespace, String name) throws Exception {
    write(() -> onContext(() -> registry.delete(target(plural, namespace, name), DELETE)));
  }

  private Target target(String plural, String namespace, String name) {
    String group =
        plural.equals("ipaddresses") || plural.equals("servicecidrs") ? "networking.k8s.io" : "";
    return new Target(catalog.find(group, "v1", plural).orElseThrow(), namespace, name);
  }

  private static void write(Supplier<Future<?>> write) throws Exception {
    write.get().await(30, TimeUnit.SECONDS);
  }

  private <T> Future<T> onContext(Supplier<Future<T>> action) {
    return Future.future(
        promise ->
            context.runOnContext(
                _ -> Future.succeededFuture().compose(_ -> action.get()).onComplete(promise)));
  }

  private static void await(Supplier<Boolean> condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.get()) {
      assertThat(System.nanoTime()).as("did not come about in time").isLessThan(end);
      Thread.sleep(10);
    }
  }
}
