package io.kubevert.apiserver.controller.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.PlainObject;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;

/** Sees to it that one object of a given name is in every namespace. */
public final class NamespaceGiftController {
  private static final int CONCURRENCY = 4;

  private final ObjectCache<PlainObject> namespaces;
  private final ObjectCache<PlainObject> gifts;
  private final String name;
  private final ObjectNode content;

  private NamespaceGiftController(
      ControllerContext context, ObjectCache<PlainObject> gifts, String name, ObjectNode content) {
    this.namespaces = context.caches().namespaces();
    this.gifts = gifts;
    this.name = name;
    this.content = content;
    WorkQueue<String> queue = context.queue(name, CONCURRENCY, this::reconcile);
    namespaces.onChange(change -> queue.add(change.key().name()));
    gifts.onChange(
        change -> {
          if (change.after().isEmpty() && change.key().name().equals(name)) {
            queue.add(change.key().namespace());
          }
        });
  }

  /** The ServiceAccount {@code default}, which pods run as when they name no other. */
  public static NamespaceGiftController serviceAccounts(ControllerContext context) {
    return new NamespaceGiftController(
        context, context.caches().serviceAccounts(), "default", Json.object());
  }

  /** The ConfigMap by which pods know the API server's certificate authority. */
  public static NamespaceGiftController rootCertificates(ControllerContext context, String ca) {
    ObjectNode content = Json.object();
    content.putObject("data").put("ca.crt", ca);
    return new NamespaceGiftController(
        context, context.caches().configMaps(), "kube-root-ca.crt", content);
  }

  private Future<Void> reconcile(String namespace) {
    boolean wanted =
        namespaces
            .get(ObjectKey.ofName(namespace))
            .filter(known -> !known.metadata().deleting())
            .isPresent();
    if (!wanted || gifts.get(new ObjectKey(namespace, name)).isPresent()) {
      return Future.succeededFuture();
    }
    ObjectNode gift = content.deepCopy();
    gift.putObject("metadata").put("namespace", namespace).put("name", name);
    return gifts
        .create(gift)
        .<Void>mapEmpty()
        .recover(
            failure ->
                ApiException.isConflict(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }
}
