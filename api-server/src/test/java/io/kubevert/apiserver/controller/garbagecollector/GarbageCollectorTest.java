package io.kubevert.apiserver.controller.garbagecollector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.apiserver.kinds.apiextensions.CustomResourceDefinitions;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class GarbageCollectorTest {
  private static final String OF_WEB =
      "{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: web-uid, controller: true,"
          + " blockOwnerDeletion: true}";
  private static final String OF_NODE =
      "{apiVersion: v1, kind: Node, name: worker1, uid: node-uid}";
  private static final String OF_STRANGER =
      "{apiVersion: example.com/v1, kind: Widget, name: w, uid: w-uid}";

  private static final String WIDGETS_DEFINED =
      """
      metadata: {name: widgets.example.com, uid: crd-uid}
      spec:
        {group: example.com, scope: Namespaced, names: {kind: Widget, plural: widgets},
         versions: [{name: v1, served: true, storage: %s}, {name: v2, served: true, storage: %s}]}
      status: {conditions: [{type: Established, status: "True"}]}
      """;
  private static final ResourceType WIDGETS =
      new ResourceType("example.com", "v1", "Widget", "widgets", true);

  private FakeCluster cluster;

  @BeforeEach
  void wire(Vertx vertx) throws Exception {
    cluster = new FakeCluster(vertx, GarbageCollector::new);
  }

  private void replicaSet(String uid, String more) {
    cluster.put(
        ResourceTypes.REPLICA_SETS,
        "{metadata: {namespace: default, name: web, uid: " + uid + more + "}}");
  }

  private void pod(String name, String... owners) {
    cluster.put(
        ResourceTypes.PODS,
        "{metadata: {namespace: default, name: "
            + name
            + ", uid: uid-"
            + name
            + ", ownerReferences: ["
            + String.join(", ", owners)
            + "]}}");
  }

  @Test
  void dependentsGoWithTheirOwner() throws Exception {
    replicaSet("web-uid", "");
    pod("a", OF_WEB);
    pod("mine");
    cluster.start().settle();
    assertThat(cluster.names(ResourceTypes.PODS)).containsExactly("a", "mine");

    cluster.api().delete(ResourceTypes.REPLICA_SETS, new ObjectKey("default", "web"));
    cluster.settle();

    assertThat(cluster.names(ResourceTypes.PODS)).containsExactly("mine");
  }

  @Test
  void anotherOwnerOfTheSameNameIsNotTheOwner() throws Exception {
    replicaSet("web-uid-2", "");
    pod("a", OF_WEB);
    cluster.start().settle();

    assertThat(cluster.names(ResourceTypes.PODS)).isEmpty();
  }

  @Test
  void oneOwnerThatIsThereIsEnough() throws Exception {
    cluster.put(ResourceTypes.NODES, "{metadata: {name: worker1, uid: node-uid}}");
    pod("a", OF_WEB, OF_NODE);
    pod("b", OF_STRANGER);
    cluster.start().settle();

    assertThat(cluster.names(ResourceTypes.PODS)).containsExactly("a", "b");
    JsonNode owners =
        cluster.get(ResourceTypes.PODS, "default", "a").at("/metadata/ownerReferences");
    assertThat(owners).hasSize(1);
    assertThat(owners.path(0).path("kind").asText()).isEqualTo("Node");
  }

  @Test
  void foregroundDeletionTakesTheDependentsFirst() throws Exception {
    pod("a", OF_WEB);
    pod("b", OF_WEB);
    replicaSet(
        "web-uid",
        ", deletionTimestamp: \"2026-01-01T00:00:00Z\", finalizers: [foregroundDeletion, mine]");
    cluster.start().settle();

    assertThat(cluster.names(ResourceTypes.PODS)).isEmpty();
    assertThat(cluster.get(ResourceTypes.REPLICA_SETS, "default", "web").at("/metadata/finalizers"))
        .isEqualTo(Json.object().arrayNode().add("mine"));
  }

  @Test
  void orphansStayWithoutTheirOwner() throws Exception {
    pod("a", OF_WEB);
    replicaSet("web-uid", ", deletionTimestamp: \"2026-01-01T00:00:00Z\", finalizers: [orphan]");
    cluster.start().settle();

    assertThat(cluster.get(ResourceTypes.PODS, "default", "a").at("/metadata/ownerReferences"))
        .isEmpty();
    assertThat(cluster.get(ResourceTypes.REPLICA_SETS, "default", "web").at("/metadata/finalizers"))
        .isEmpty();
  }

  private void widgetsAreDefined(boolean v1Stored) {
    cluster.put(CustomResourceDefinitions.TYPE, WIDGETS_DEFINED.formatted(v1Stored, !v1Stored));
  }

  private void widget(String more) {
    cluster.put(WIDGETS, "{metadata: {namespace: default, name: w, uid: w-uid" + more + "}}");
  }

  @ParameterizedTest(name = "defined before the start: {0}")
  @ValueSource(booleans = {true, false})
  void customResourcesOwnAsOthersDo(boolean before) throws Exception {
    if (before) {
      widgetsAreDefined(true);
      cluster.start();
    } else {
      cluster.start();
      widgetsAreDefined(true);
    }
    cluster.settle();
    widget("");
    pod("a", OF_STRANGER);
    cluster.settle();
    assertThat(cluster.names(ResourceTypes.PODS)).containsExactly("a");

    cluster.api().delete(WIDGETS, new ObjectKey("default", "w"));
    cluster.settle();
    assertThat(cluster.names(ResourceTypes.PODS)).isEmpty();
  }

  @Test
  void customResourcesAreOwnedAsOthersAre() throws Exception {
    widgetsAreDefined(true);
    replicaSet("web-uid", "");
    widget(", ownerReferences: [" + OF_WEB + "]");
    cluster.start().settle();
    assertThat(cluster.names(WIDGETS)).containsExactly("w");

    cluster.api().delete(ResourceTypes.REPLICA_SETS, new ObjectKey("default", "web"));
    cluster.settle();
    assertThat(cluster.names(WIDGETS)).isEmpty();
  }

  @Test
  void aCustomResourceIsDeletedAfterWhatItOwns() throws Exception {
    widgetsAreDefined(true);
    pod("a", OF_STRANGER);
    widget(", deletionTimestamp: \"2026-01-01T00:00:00Z\", finalizers: [foregroundDeletion]");
    cluster.start().settle();

    assertThat(cluster.names(ResourceTypes.PODS)).isEmpty();
    assertThat(cluster.get(WIDGETS, "default", "w").at("/metadata/finalizers")).isEmpty();
  }

  @Test
  void whatADefinitionLeavesBehindGoesWithIt() throws Exception {
    widgetsAreDefined(true);
    widget("");
    pod("a", OF_STRANGER);
    cluster.start().settle();

    cluster.api().delete(WIDGETS, new ObjectKey("default", "w"));
    cluster.api().delete(CustomResourceDefinitions.TYPE, ObjectKey.ofName("widgets.example.com"));
    cluster.settle();
    assertThat(cluster.names(ResourceTypes.PODS)).isEmpty();
  }

  @Test
  void anOwnerOfAnotherNamespaceIsNone() throws Exception {
    cluster.put(
        ResourceTypes.REPLICA_SETS, "{metadata: {namespace: other, name: web, uid: web-uid}}");
    pod("a", OF_WEB);
    cluster.start().settle();

    assertThat(cluster.names(ResourceTypes.PODS)).isEmpty();
    assertThat(cluster.api().list(ResourceTypes.EVENTS))
        .extracting(event -> event.path("message").asText())
        .containsExactly(
            "ownerRef [apps/v1/ReplicaSet, namespace: default, name: web, uid: web-uid] does not"
                + " exist in namespace \"default\"");
  }
}
