package io.kubevert.apiserver.controller.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.FakeCluster;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class EndpointsControllerTest {
  private FakeCluster cluster;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    cluster = new FakeCluster(vertx, EndpointsController::new);
    cluster.put(
        ResourceTypes.SERVICES,
        """
        metadata: {namespace: default, name: web, labels: {team: blue}}
        spec:
          clusterIP: 10.233.0.50
          selector: {app: web}
          ports: [{port: 80, targetPort: 8080, protocol: TCP}]
        """);
    cluster.start().settle();
  }

  private void pod(String name, String ip, String ready, String more) {
    cluster.put(
        ResourceTypes.PODS,
        """
        metadata: {namespace: default, name: %s, uid: uid-%s, labels: {app: web}%s}
        spec: {nodeName: worker1, containers: [{name: c}]}
        status:
          phase: Running
          podIP: %s
          conditions: [{type: Ready, status: "%s"}]
        """
            .formatted(name, name, more, ip, ready));
  }

  private ObjectNode endpoints() {
    return cluster.get(ResourceTypes.ENDPOINTS, "default", "web");
  }

  @Test
  void aServiceWithoutPodsHasNone() {
    assertThat(endpoints().path("subsets")).isEmpty();
    assertThat(endpoints().at("/metadata/labels/team").asText()).isEqualTo("blue");
  }

  @Test
  void readyAndOtherPodsAreToldApart() throws Exception {
    pod("a", "10.233.64.10", "True", "");
    pod("b", "10.233.64.2", "True", "");
    pod("c", "10.233.65.3", "False", "");
    pod("d", "10.233.65.4", "True", ", deletionTimestamp: \"2026-01-01T00:00:00Z\"");
    cluster.settle();

    assertThat(endpoints().path("subsets"))
        .isEqualTo(
            FakeCluster.yaml(
                    """
                    subsets:
                    - addresses:
                      - ip: 10.233.64.2
                        nodeName: worker1
                        targetRef: {kind: Pod, namespace: default, name: b, uid: uid-b}
                      - ip: 10.233.64.10
                        nodeName: worker1
                        targetRef: {kind: Pod, namespace: default, name: a, uid: uid-a}
                      notReadyAddresses:
                      - ip: 10.233.65.3
                        nodeName: worker1
                        targetRef: {kind: Pod, namespace: default, name: c, uid: uid-c}
                      ports:
                      - {protocol: TCP, port: 8080}
                    """)
                .path("subsets"));
  }

  @Test
  void oneObjectHoldsAThousandTheReadyOnesFirst() throws Exception {
    for (int i = 0; i < 1_005; i++) {
      String ip = "10.233.%d.%d".formatted(64 + i / 250, 1 + i % 250);
      pod("p" + i, ip, i < 10 ? "False" : "True", "");
    }
    cluster.settle();
    assertThat(endpoints().at("/subsets/0/addresses")).hasSize(995);
    assertThat(endpoints().at("/subsets/0/notReadyAddresses")).hasSize(5);
    assertThat(endpoints().at("/metadata/annotations/endpoints.kubernetes.io~1over-capacity"))
        .hasToString("\"truncated\"");
    for (int i = 0; i < 5; i++) {
      cluster.api().delete(ResourceTypes.PODS, new ObjectKey("default", "p" + i));
    }
    cluster.settle();
    assertThat(endpoints().at("/subsets/0/notReadyAddresses")).hasSize(5);
    assertThat(endpoints().at("/metadata/annotations").size()).isZero();
  }

  @Test
  void aLabelTakenOffTakesTheEndpointAway() throws Exception {
    pod("a", "10.233.64.2", "True", "");
    cluster.settle();
    assertThat(endpoints().path("subsets")).hasSize(1);

    ObjectNode pod = cluster.get(ResourceTypes.PODS, "default", "a");
    pod.withObjectProperty("metadata").remove("labels");
    cluster.api().put(ResourceTypes.PODS, pod);
    cluster.settle();

    assertThat(endpoints().path("subsets")).isEmpty();
  }

  @Test
  void goWithTheirService() throws Exception {
    cluster.api().delete(ResourceTypes.SERVICES, new ObjectKey("default", "web"));
    cluster.settle();

    assertThat(cluster.names(ResourceTypes.ENDPOINTS)).isEmpty();
  }
}
