package io.kubevert.apiserver.controller.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class NamespaceControllersTest {

  @Test
  void everyNamespaceHasItsAccountAndItsCertificates(Vertx vertx) throws Exception {
    FakeCluster cluster =
        new FakeCluster(
            vertx,
            context -> {
              NamespaceGiftController.serviceAccounts(context);
              NamespaceGiftController.rootCertificates(context, "PEM");
            });
    cluster.put(ResourceTypes.NAMESPACES, "{metadata: {name: default}}");
    cluster.start().settle();
    cluster.put(ResourceTypes.NAMESPACES, "{metadata: {name: team}}");
    cluster.settle();
    cluster.api().delete(ResourceTypes.SERVICE_ACCOUNTS, new ObjectKey("team", "default"));
    cluster.settle();

    assertThat(cluster.names(ResourceTypes.SERVICE_ACCOUNTS)).containsExactly("default", "default");
    assertThat(
            cluster
                .get(ResourceTypes.CONFIG_MAPS, "team", "kube-root-ca.crt")
                .path("data")
                .path("ca.crt")
                .asText())
        .isEqualTo("PEM");
  }

  @Test
  void aNamespaceThatEndsIsEmptiedAndThenLetGo(Vertx vertx) throws Exception {
    FakeCluster cluster = new FakeCluster(vertx, NamespaceController::new);
    cluster.put(
        ResourceTypes.NAMESPACES,
        """
        metadata: {name: team, deletionTimestamp: "2026-01-01T00:00:00Z"}
        spec: {finalizers: [kubernetes]}
        status: {phase: Terminating}
        """);
    cluster.put(ResourceTypes.PODS, "{metadata: {namespace: team, name: a}}");
    cluster.put(ResourceTypes.EVENTS, "{metadata: {namespace: team, name: e}}");
    cluster.put(ResourceTypes.PODS, "{metadata: {namespace: default, name: b}}");
    cluster.start();
    cluster.await(
        "no finalizer",
        () -> cluster.get(ResourceTypes.NAMESPACES, "", "team").at("/spec/finalizers").isEmpty());

    assertThat(cluster.names(ResourceTypes.PODS)).containsExactly("b");
    assertThat(cluster.names(ResourceTypes.EVENTS)).isEmpty();
  }
}
