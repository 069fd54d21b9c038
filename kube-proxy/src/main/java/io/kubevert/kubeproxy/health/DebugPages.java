package io.kubevert.kubeproxy.health;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.sync.ProgrammedElement;
import io.kubevert.kubeproxy.sync.ProgrammedTotals;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Shows what is programmed: {@code /debug/services} lists the Services, {@code
 * /debug/services/<namespace>/<name>} what one has in the kernel. Both have the kernel's counters,
 * say which revisions that was compiled from, and when it was written. {@code /proxyMode} is how
 * the reference tells by what it forwards.
 */
public final class DebugPages {
  private static final String MODE = "nftables";

  private final Supplier<Future<Map<ObjectKey, ProgrammedTotals>>> services;
  private final Function<ObjectKey, Future<List<ProgrammedElement>>> elements;
  private final Function<ObjectKey, Optional<ProgrammedRevision>> revisions;

  public DebugPages(
      Supplier<Future<Map<ObjectKey, ProgrammedTotals>>> services,
      Function<ObjectKey, Future<List<ProgrammedElement>>> elements,
      Function<ObjectKey, Optional<ProgrammedRevision>> revisions) {
    this.services = services;
    this.elements = elements;
    this.revisions = revisions;
  }

  public void addTo(Router router) {
    router.get("/proxyMode").handler(request -> request.end(MODE));
    router.get("/debug/services").handler(this::all);
    router.get("/debug/services/:namespace/:name").handler(this::one);
  }

  private void all(RoutingContext request) {
    services
        .get()
        .map(
            totals -> {
              JsonArray all = new JsonArray();
              totals.forEach(
                  (service, counted) ->
                      all.add(DestinationReport.total(described(service), counted)));
              return new JsonObject().put("services", all);
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
                request.json(DestinationReport.addTo(described(key), found));
              }
            })
        .onFailure(request::fail);
  }

  private JsonObject described(ObjectKey service) {
    JsonObject described = new JsonObject().put("service", service.toString());
    revisions
        .apply(service)
        .ifPresent(
            programmed ->
                described
                    .put("revision", programmed.revisions().service())
                    .put(
                        "endpointSlices",
                        new JsonObject(Map.<String, Object>copyOf(programmed.revisions().slices())))
                    .put("programmed", programmed.at().toString()));
    return described;
  }
}
