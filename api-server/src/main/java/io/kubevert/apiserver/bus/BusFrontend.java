package io.kubevert.apiserver.bus;

import io.kubevert.apiserver.authentication.Authenticator;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.authorization.Authorizer;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.request.ResourceAnswer;
import io.kubevert.apiserver.request.ResourceHandler;
import io.kubevert.apiserver.request.ResourceRequest;
import io.kubevert.apiserver.status.Status;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.storage.Store;
import io.kubevert.apiserver.watch.Broadcaster;
import io.kubevert.client.Json;
import io.kubevert.client.bus.ApiAddress;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.WatchEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes requests from the event bus and publishes watch events on it. Deployed on the Vert.x of the
 * bus; the registry is only touched on the context it belongs to.
 */
public final class BusFrontend extends VerticleBase {
  private static final Duration BOOKMARKS = Duration.ofSeconds(2);

  private final Context registryContext;
  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final ResourceHandler handler;
  private final WatchPublisher publisher;
  private MessageConsumer<ApiRequest> consumer;

  /**
   * Called on the registry's context.
   *
   * @param registryContext where handler and broadcaster belong
   */
  public BusFrontend(
      Context registryContext,
      Authenticator authenticator,
      Authorizer authorizer,
      ResourceHandler handler,
      Store store,
      Broadcaster broadcaster) {
    this.registryContext = registryContext;
    this.authenticator = authenticator;
    this.authorizer = authorizer;
    this.handler = handler;
    this.publisher =
        new WatchPublisher(store.id(), store.revision(), BOOKMARKS.toMillis(), this::publish);
    broadcaster.joinAll(publisher::accept);
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(
        BOOKMARKS.toMillis(), _ -> registryContext.runOnContext(_ -> publisher.publishBookmarks()));
    consumer = vertx.eventBus().consumer(ApiAddress.REQUESTS, this::receive);
    return consumer.completion();
  }

  @Override
  public Future<?> stop() {
    return consumer.unregister();
  }

  private void receive(Message<ApiRequest> message) {
    String authorization = message.headers().get(ApiAddress.AUTHORIZATION);
    registryContext.runOnContext(
        _ ->
            answer(message.body(), authorization)
                .otherwise(BusFrontend::refused)
                .onSuccess(message::reply));
  }

  private Future<ApiResponse> answer(ApiRequest request, String authorization) {
    try {
      Optional<User> user =
          authorization == null ? Optional.empty() : authenticator.byHeader(authorization);
      RequestInfo info = RequestInfo.parse(request.method(), request.path(), request.query());
      Optional<Status> refusal =
          user.isEmpty()
              ? Optional.of(Statuses.unauthorized())
              : authorizer.refusal(user.get(), info);
      if (refusal.isPresent()) {
        return StatusException.refused(refusal.get());
      }
      if (!info.resourceRequest()) {
        return StatusException.refused(Statuses.noSuchPath());
      }
      return request.method().equals(ApiRequest.WATCH)
          ? Future.succeededFuture(grant(info))
          : handler
              .handle(
                  new ResourceRequest(
                      info,
                      user.get(),
                      agent(user.get()),
                      request.query(),
                      request.contentType(),
                      request.body()))
              .map(ResourceAnswer::toResponse);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** A component goes by its user's last name. */
  private static String agent(User user) {
    return user.name().substring(user.name().lastIndexOf(':') + 1);
  }

  private ApiResponse grant(RequestInfo info) {
    ServedVersion version = handler.version(info);
    if (!version.isStored()) {
      throw new StatusException(
          Statuses.badRequest(
              "watch on the event bus: only "
                  + version.stored().type().apiVersion()
                  + " of "
                  + info.resource()
                  + " can be watched there"));
    }
    String prefix = Target.prefix(version.stored());
    return new ApiResponse(200, Json.bytes(Json.tree(publisher.grant(prefix))));
  }

  private static ApiResponse refused(Throwable failure) {
    Status status = Statuses.of(failure);
    return new ApiResponse(status.code(), Json.bytes(status.toJson()));
  }

  private void publish(String address, WatchEvent event) {
    context.runOnContext(_ -> vertx.eventBus().publish(address, event));
  }
}
