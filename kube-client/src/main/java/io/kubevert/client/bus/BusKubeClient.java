package io.kubevert.client.bus;

import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** The API over the event bus: requests to the server's address, events from a granted address. */
final class BusKubeClient implements KubeClient {
  private static final long REQUEST_TIMEOUT_MILLIS = 30_000;

  private final EventBus bus;
  private final Context context;
  private final DeliveryOptions options;

  BusKubeClient(EventBus bus, String token, Context context) {
    this.bus = bus;
    this.context = context;
    this.options =
        new DeliveryOptions()
            .setSendTimeout(REQUEST_TIMEOUT_MILLIS)
            .addHeader(ApiAddress.AUTHORIZATION, "Bearer " + token);
  }

  @Override
  public Future<ApiResponse> send(ApiRequest request) {
    return onContext(
        bus.<ApiResponse>request(ApiAddress.REQUESTS, request, options)
            .map(Message::body)
            .recover(failure -> Future.failedFuture(explained(failure))));
  }

  @Override
  public Future<Watch> watch(ResourceType type, Consumer<WatchEvent> handler) {
    return send(ApiRequest.of(ApiRequest.WATCH, type.collectionPath(""), Map.of()))
        .compose(
            response ->
                response.succeeded()
                    ? subscribe(Json.read(Json.parse(response.body()), WatchGrant.class), handler)
                    : Future.failedFuture(
                        new ApiException(response.code(), Json.parse(response.body()))));
  }

  private Future<Watch> subscribe(WatchGrant grant, Consumer<WatchEvent> handler) {
    MessageConsumer<WatchEvent> consumer =
        bus.consumer(
            grant.address(),
            message -> {
              WatchEvent event = message.body();
              context.runOnContext(ignored -> handler.accept(event));
            });
    return onContext(consumer.completion().map(ignored -> new BusWatch(grant, consumer)));
  }

  @Override
  public Future<Review> review(ResourceType type, Reviewer reviewer) {
    MessageConsumer<byte[]> consumer =
        bus.consumer(
            ApiAddress.review(type),
            message -> context.runOnContext(ignored -> answer(message, reviewer)));
    return onContext(consumer.completion().map(ignored -> consumer::unregister));
  }

  private static void answer(Message<byte[]> message, Reviewer reviewer) {
    try {
      message.reply(reviewer.refusal(Json.parse(message.body())).orElse(""));
    } catch (RuntimeException e) {
      message.fail(1, e.toString());
    }
  }

  private record BusWatch(WatchGrant grant, MessageConsumer<WatchEvent> consumer) implements Watch {
    @Override
    public long storeId() {
      return grant.storeId();
    }

    @Override
    public Duration bookmarkInterval() {
      return Duration.ofMillis(grant.bookmarkMillis());
    }

    @Override
    public Future<Void> close() {
      return consumer.unregister();
    }
  }

  private <T> Future<T> onContext(Future<T> future) {
    Promise<T> promise = Promise.promise();
    future.onComplete(
        (AsyncResult<T> result) ->
            context.runOnContext(
                ignored -> {
                  if (result.succeeded()) {
                    promise.complete(result.result());
                  } else {
                    promise.fail(result.cause());
                  }
                }));
    return promise.future();
  }

  private static Throwable explained(Throwable failure) {
    if (failure instanceof ReplyException reply) {
      return switch (reply.failureType()) {
        case NO_HANDLERS ->
            new ApiServerUnavailableException("no API server is on the event bus", reply);
        case TIMEOUT ->
            new ApiServerUnavailableException(
                "the API server did not answer within " + REQUEST_TIMEOUT_MILLIS + " ms", reply);
        case RECIPIENT_FAILURE, ERROR -> reply;
      };
    }
    return failure;
  }
}
