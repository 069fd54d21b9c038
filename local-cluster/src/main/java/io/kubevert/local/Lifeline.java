package io.kubevert.local;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A node's way to the control plane; once cut, nothing passes it any more. */
final class Lifeline {
  private final AtomicBoolean cut = new AtomicBoolean();

  void cut() {
    cut.set(true);
  }

  /** The control plane as it is seen through this. */
  ControlPlane through(ControlPlane controlPlane) {
    return context -> new Client(controlPlane.clientFor(context));
  }

  private final class Client implements KubeClient {
    private final KubeClient client;

    Client(KubeClient client) {
      this.client = client;
    }

    @Override
    public Future<ApiResponse> send(ApiRequest request) {
      return cut.get() ? lost() : client.send(request);
    }

    @Override
    public Future<Watch> watch(ResourceType type, Consumer<WatchEvent> handler) {
      return cut.get() ? lost() : client.watch(type, event -> pass(event, handler));
    }

    @Override
    public Future<Review> review(ResourceType type, Reviewer reviewer) {
      return cut.get() ? lost() : client.review(type, reviewer);
    }

    private void pass(WatchEvent event, Consumer<WatchEvent> handler) {
      if (!cut.get()) {
        handler.accept(event);
      }
    }

    private <T> Future<T> lost() {
      return Future.failedFuture("the node is cut off from the control plane");
    }
  }
}
