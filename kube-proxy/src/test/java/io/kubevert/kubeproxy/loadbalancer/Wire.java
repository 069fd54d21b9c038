package io.kubevert.kubeproxy.loadbalancer;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One node's way to the control plane, which may be cut. */
final class Wire implements ControlPlane {
  private final ControlPlane controlPlane;
  private final AtomicBoolean cut = new AtomicBoolean();

  Wire(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  void cut() {
    cut.set(true);
  }

  @Override
  public KubeClient clientFor(Context context) {
    KubeClient client = controlPlane.clientFor(context);
    return new KubeClient() {
      @Override
      public Future<ApiResponse> send(ApiRequest request) {
        return cut.get() ? Future.failedFuture("the wire is cut") : client.send(request);
      }

      @Override
      public Future<Watch> watch(ResourceType type, Consumer<WatchEvent> handler) {
        return cut.get()
            ? Future.failedFuture("the wire is cut")
            : client.watch(
                type,
                event -> {
                  if (!cut.get()) {
                    handler.accept(event);
                  }
                });
      }
    };
  }
}
