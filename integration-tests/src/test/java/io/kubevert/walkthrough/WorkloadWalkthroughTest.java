package io.kubevert.walkthrough;

import static io.kubevert.walkthrough.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sections of the walkthrough on what pods do to a Service: readiness, and a new release. */
@KubevertCluster
@Tag("compose")
class WorkloadWalkthroughTest {
  @RegisterExtension final Scenes scenes;

  WorkloadWalkthroughTest(Kubectl kubectl) {
    scenes = new Scenes(kubectl);
  }

  @Test
  @DisplayName("14 a pod that is not ready is no endpoint and gets no packet")
  void readiness(Scene scene) throws Exception {
    scene.create("10-readiness");
    scene.run("wait", "--for=condition=Ready", "pod/probe-http", "pod/probe-tcp", "--timeout=60s");
    eventually(() -> scene.endpoints("myapp-svc-ready"), endpoints -> endpoints.size() == 2);
    String pod =
        scene.pods("app=myapp-rs-ready", "{.metadata.name}").stream()
            .filter(name -> name.startsWith("myapp-rs-ready-"))
            .findAny()
            .orElseThrow();

    scene.run("exec", pod, "--", "touch", "/tmp/ready");
    eventually(() -> scene.endpoints("myapp-svc-ready"), endpoints -> endpoints.size() == 3);
    Client client = scene.client("nettool");
    assertThat(client.answersByPod(100, "http://myapp-svc-ready"))
        .containsOnlyKeys("probe-http", "probe-tcp", pod);

    scene.run("exec", pod, "--", "rm", "/tmp/ready");
    eventually(() -> scene.endpoints("myapp-svc-ready"), endpoints -> endpoints.size() == 2);
    // what the API says, each node is told a moment later
    eventually(
        () -> client.answersByPod(100, "http://myapp-svc-ready").keySet(),
        pods -> pods.equals(Set.of("probe-http", "probe-tcp")));
  }

  @Test
  @DisplayName("16 a Deployment rolls out, and back, without a failed request")
  void deployment(Scene scene) throws Exception {
    scene.create("12-deployment");
    scene.run("rollout", "status", "deployment/myapp-deploy", "--timeout=60s");
    scene.run("patch", "svc", "myapp-svc-deploy", "-p", "{\"spec\":{\"type\":\"NodePort\"}}");
    int port =
        Integer.parseInt(
            scene.run(
                "get", "svc", "myapp-svc-deploy", "-o", "jsonpath={.spec.ports[0].nodePort}"));
    String node = scene.nodeAddresses().getLast();
    eventually(() -> Host.curl("http://" + node + ":" + port).exitCode(), code -> code == 0);
    Set<String> first = scene.pods("app=myapp-deploy", "{.metadata.name}");

    RequestStream stream = new RequestStream(node, port, 200);
    try (stream) {
      scene.run("set", "env", "deployment/myapp-deploy", "RELEASE=2");
      scene.run("rollout", "status", "deployment/myapp-deploy", "--timeout=90s");
      assertThat(scene.pods("app=myapp-deploy", "{.metadata.name}"))
          .doesNotContainAnyElementsOf(first);
      scene.run("rollout", "undo", "deployment/myapp-deploy");
      scene.run("rollout", "status", "deployment/myapp-deploy", "--timeout=90s");
      eventually(stream::sent, sent -> sent > 500);
    }
    assertThat(stream.failures()).isEmpty();
  }
}
