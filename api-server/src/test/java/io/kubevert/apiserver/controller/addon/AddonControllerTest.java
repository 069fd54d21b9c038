package io.kubevert.apiserver.controller.addon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class AddonControllerTest {

  @Test
  void createsWhatIsMissingAndLeavesWhatAUserHasChanged(Vertx vertx) throws Exception {
    FakeCluster cluster =
        new FakeCluster(vertx, context -> new AddonController(context, "10.233.0.3"));
    ObjectNode changed =
        cluster.put(
            ResourceTypes.INGRESS_CLASSES, "{metadata: {name: nginx}, spec: {controller: mine}}");
    cluster.start().settle();

    ObjectNode service = cluster.get(ResourceTypes.SERVICES, "kube-system", "coredns");
    assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("10.233.0.3");
    assertThat(service.at("/spec/selector/k8s-app").asText()).isEqualTo("kube-dns");
    assertThat(service.at("/spec/ports")).hasSize(3);
    assertThat(cluster.names(ResourceTypes.DEPLOYMENTS)).containsExactly("coredns");
    assertThat(cluster.names(ResourceTypes.DAEMON_SETS)).containsExactly("nodelocaldns");
    assertThat(cluster.get(ResourceTypes.INGRESS_CLASSES, "", "nginx")).isEqualTo(changed);
  }
}
