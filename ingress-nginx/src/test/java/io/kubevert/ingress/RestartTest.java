package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.RequestOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A controller that starts knows all that it needs before it listens. */
class RestartTest {
  private static final int SECRETS = 100;

  @Test
  void knowsEverySecretBeforeTheFirstRequest() {
    try (Rig rig = new Rig()) {
      rig.service("web", 1);
      for (int i = 0; i < SECRETS; i++) {
        rig.secret("users-" + i, Map.of("auth", "alice:{PLAIN}secret"));
        rig.ingress(
            "guarded-" + i,
            "g" + i + ".test",
            Map.of("auth-type", "basic", "auth-secret", "users-" + i),
            Manifests.Path.prefix("/", "web"));
      }
      IngressController second =
          new IngressController(
              IngressConfig.forNode("node2").listeningOn("127.0.0.1", 0, 0, 0), rig.cluster);
      Rig.await(rig.vertx.deployVerticle(second));
      for (int i = 0; i < SECRETS; i += SECRETS - 1) {
        RequestOptions options =
            new RequestOptions().setHost("127.0.0.1").setPort(second.ports().http());
        Got got = Rig.await(Rig.send(rig.client, options, "g" + i + ".test", Map.of(), ""));
        assertThat(got.status()).isEqualTo(401);
      }
      Rig.await(rig.vertx.undeploy(second.deploymentID()));
    }
  }
}
