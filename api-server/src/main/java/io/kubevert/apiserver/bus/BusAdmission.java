package io.kubevert.apiserver.bus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.request.Admission;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.kubevert.client.bus.ApiAddress;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Set;

/**
 * Asks a component over the event bus. Where none has said that it wants to be asked, objects pass;
 * one that is there and does not answer in time refuses them, as {@code failurePolicy: Fail} does.
 */
public final class BusAdmission implements Admission {
  private static final Set<String> REVIEWED = Set.of(ResourceTypes.INGRESSES.groupResource());
  private static final DeliveryOptions OPTIONS = new DeliveryOptions().setSendTimeout(2_000);

  private final EventBus bus;
  private final Context context;

  /**
   * @param context where the futures complete
   */
  public BusAdmission(EventBus bus, Context context) {
    this.bus = bus;
    this.context = context;
  }

  @Override
  public boolean covers(ResourceType type) {
    return REVIEWED.contains(type.groupResource());
  }

  @Override
  public Future<Void> review(ResourceType type, ObjectNode object) {
    Promise<Void> promise = Promise.promise();
    bus.<String>request(ApiAddress.review(type), Json.bytes(object), OPTIONS)
        .onComplete(answer -> context.runOnContext(_ -> settle(type, answer, promise)));
    return promise.future();
  }

  private static void settle(
      ResourceType type, AsyncResult<Message<String>> answer, Promise<Void> promise) {
    if (answer.failed() && !isNobody(answer.cause())) {
      promise.fail(
          new StatusException(
              Statuses.internal(
                  "the component that reviews "
                      + type.groupResource()
                      + " did not answer: "
                      + answer.cause().getMessage())));
    } else if (answer.succeeded() && !answer.result().body().isEmpty()) {
      promise.fail(new StatusException(Statuses.badRequest(answer.result().body())));
    } else {
      promise.complete();
    }
  }

  private static boolean isNobody(Throwable failure) {
    return failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }
}
