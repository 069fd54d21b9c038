package io.kubevert.benchmarks.dns;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lists a synthetic cluster in pages; it keeps nothing itself, so memory is the server's alone.
 *
 * @param changesPerSecond how often one Service has other addresses
 */
record SyntheticControlPlane(SyntheticCluster cluster, Vertx vertx, int changesPerSecond)
    implements ControlPlane {

  private static final long MILLIS_PER_SECOND = 1_000;

  @Override
  public KubeClient clientFor(Context context) {
    return new Client(context);
  }

  private final class Client implements KubeClient {
    private final Context context;

    Client(Context context) {
      this.context = context;
    }

    @Override
    public Future<ApiResponse> send(ApiRequest request) {
      return onContext(
          switch (request.path()) {
            case "/api/v1/namespaces" ->
                page(request, SyntheticCluster.NAMESPACES, cluster::namespaceObject);
            case "/api/v1/services" ->
                page(request, cluster.services() + 1, cluster::serviceObject);
            case "/apis/discovery.k8s.io/v1/endpointslices" ->
                page(request, cluster.slices(), cluster::sliceObject);
            default -> throw new IllegalArgumentException("nobody asks for " + request.path());
          });
    }

    private static ApiResponse page(ApiRequest request, int all, IntFunction<String> object) {
      int first = Integer.parseInt(request.query().getOrDefault("continue", "0"));
      int end = Math.min(all, first + Integer.parseInt(request.query().get("limit")));
      String items = IntStream.range(first, end).mapToObj(object).collect(Collectors.joining(","));
      String next = end < all ? Integer.toString(end) : "";
      return new ApiResponse(
          200,
          "{\"metadata\":{\"resourceVersion\":\"1\",\"continue\":\"%s\"},\"items\":[%s]}"
              .formatted(next, items)
              .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Future<Watch> watch(ResourceType type, Consumer<WatchEvent> handler) {
      if (!type.equals(ResourceTypes.SERVICES) || changesPerSecond == 0) {
        return onContext(new Watching(() -> {}));
      }
      AtomicLong revision = new AtomicLong(1);
      long timer =
          vertx.setPeriodic(
              MILLIS_PER_SECOND / changesPerSecond,
              tick -> {
                long previous = revision.getAndIncrement();
                byte[] object =
                    cluster.changingObject(previous + 1).getBytes(StandardCharsets.UTF_8);
                WatchEvent event =
                    new WatchEvent(WatchEvent.Type.MODIFIED, 1, previous + 1, previous, object);
                context.runOnContext(now -> handler.accept(event));
              });
      return onContext(new Watching(() -> vertx.cancelTimer(timer)));
    }

    private <T> Future<T> onContext(T value) {
      Promise<T> promise = Promise.promise();
      context.runOnContext(now -> promise.complete(value));
      return promise.future();
    }
  }

  private record Watching(Runnable end) implements KubeClient.Watch {
    @Override
    public long storeId() {
      return 1;
    }

    @Override
    public Duration bookmarkInterval() {
      return Duration.ofHours(1);
    }

    @Override
    public Future<Void> close() {
      end.run();
      return Future.succeededFuture();
    }
  }
}
