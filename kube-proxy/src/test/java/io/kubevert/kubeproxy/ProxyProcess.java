package io.kubevert.kubeproxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The proxy in a process of its own, to be killed. The control plane is in the process, too: it
 * knows what its file says, and changes the endpoints of one Service all the time.
 */
final class ProxyProcess {
  private static final long CHANGE_MILLIS = 2;

  private final FakeControlPlane controlPlane = new FakeControlPlane();
  private boolean more;

  private ProxyProcess() {}

  /** The argument is a JSON file with the lists {@code services}, {@code slices}, {@code churn}. */
  public static void main(String[] arguments) throws Exception {
    Thread.ofPlatform().daemon().start(ProxyProcess::endWithParent);
    new ProxyProcess().run(Json.parse(Files.readAllBytes(Path.of(arguments[0]))));
  }

  /** The test holds the other end of the standard input. */
  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      System.err.println("no test any more: " + e.getMessage());
    }
    Runtime.getRuntime().halt(1);
  }

  private void run(ObjectNode objects) {
    objects.path("services").forEach(it -> controlPlane.put(ResourceTypes.SERVICES, object(it)));
    objects
        .path("slices")
        .forEach(it -> controlPlane.put(ResourceTypes.ENDPOINT_SLICES, object(it)));
    Vertx vertx = Vertx.vertx();
    vertx
        .deployVerticle(
            new KubeProxy(ProxiedNode.config(ProxiedNode.Settings.DEFAULT), controlPlane))
        .await();
    vertx.setPeriodic(
        CHANGE_MILLIS,
        timer -> {
          more = !more;
          JsonNode slice = objects.path("churn").path(more ? 0 : 1);
          controlPlane.put(ResourceTypes.ENDPOINT_SLICES, object(slice));
        });
  }

  private static ObjectNode object(JsonNode node) {
    return (ObjectNode) node.deepCopy();
  }
}
