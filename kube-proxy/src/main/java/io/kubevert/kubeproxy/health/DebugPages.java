package io.kubevert.kubeproxy.health;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.nftables.Nftables.Hits;
import io.kubevert.kubeproxy.sync.ProgrammedElement;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Shows what is programmed: {@code /debug/services} names the Services, {@code
 * /debug/services/<namespace>/<name>} lists one's elements, with the kernel's counters.
 */
public final class DebugPages {
  private final Supplier<Future<Set<ObjectKey>>> services;
  private final Function<ObjectKey, Future<List<ProgrammedElement>>> elements;

  public DebugPages(
      Supplier<Future<Set<ObjectKey>>> services,
      Function<ObjectKey, Future<List<ProgrammedElement>>> elements) {
    this.services = services;
    this.elements = elements;
  }

  public void addTo(Router router) {
    router.get("/debug/services").handler(this::all);
    router.get("/debug/services/:namespace/:name").handler(this::one);
  }

  private void all(RoutingContext request) {
    services
        .get()
        .map(
            keys -> {
              JsonArray names = new JsonArray();
              keys.stream().sorted().map(ObjectKey::toString).forEach(names::add);
              return new JsonObject().put("services", names);
            })
        .onSuccess(request::json)
        .onFailure(request::fail);
  }

  private void one(RoutingContext request) {
    ObjectKey key = new ObjectKey(request.pathParam("namespace"), request.pathParam("name"));
    elements
        .apply(key)
        .onSuccess(
            found -> {
              if (found.isEmpty()) {
                request.response().setStatusCode(404).end(key + " is not programmed here\n");
              } else {
                request.json(json(key, found));
              }
            })
        .onFailure(request::fail);
  }

  private static JsonObject json(ObjectKey key, List<ProgrammedElement> elements) {
    JsonArray array = new JsonArray();
    for (ProgrammedElement element : elements) {
      JsonObject object =
          new JsonObject()
              .put("table", element.table())
              .put("map", element.map())
              .put("key", element.key())
              .put("value", element.value());
      element.hits().ifPresent(hits -> count(object, hits));
      array.add(object);
    }
    return new JsonObject().put("service", key.toString()).put("elements", array);
  }

  private static void count(JsonObject object, Hits hits) {
    object.put("connections", hits.packets()).put("firstPacketBytes", hits.bytes());
  }
}
