package io.kubevert.ingress;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.ingress.doctor.Doctor;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.exchange.Snapshot;
import io.kubevert.ingress.route.Route;
import io.kubevert.ingress.route.VirtualHost;
import io.kubevert.ingress.translate.RoutingMode;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** What is in force, for a person to read. */
final class DebugPages {
  private static final String ANY_HOST = "*";

  private DebugPages() {}

  /**
   * Adds {@code /debug/routes}: every host, its paths in their order, and where they lead now; and
   * {@code /debug/doctor}: by Ingress, requests that the two modes lead to different places.
   *
   * @param hosts every host as a mode would have it
   */
  static void add(
      Router router,
      Supplier<Snapshot> snapshots,
      Function<RoutingMode, Map<String, VirtualHost<Location>>> hosts) {
    router
        .get("/debug/doctor")
        .handler(
            context ->
                context
                    .response()
                    .putHeader("content-type", "application/json")
                    .end(Buffer.buffer(Json.bytes(differences(hosts)))));
    router
        .get("/debug/routes")
        .handler(
            context ->
                context
                    .response()
                    .putHeader("content-type", "application/json")
                    .end(Buffer.buffer(Json.bytes(routes(snapshots.get())))));
  }

  private static ObjectNode differences(
      Function<RoutingMode, Map<String, VirtualHost<Location>>> hosts) {
    Map<String, VirtualHost<Location>> strict = hosts.apply(RoutingMode.STRICT);
    ObjectNode page = Json.object();
    hosts
        .apply(RoutingMode.COMPAT)
        .forEach(
            (name, compat) ->
                Doctor.examine(name, compat, strict.get(name))
                    .forEach(
                        each ->
                            page.withArray("/" + each.ingress().replace("/", "~1"))
                                .addObject()
                                .put("url", each.url())
                                .put("compat", each.compat())
                                .put("strict", each.strict())));
    return page;
  }

  private static ObjectNode routes(Snapshot snapshot) {
    ObjectNode page = Json.object();
    new TreeMap<>(snapshot.routes().hosts())
        .forEach(
            (name, host) -> {
              ArrayNode paths = page.putArray(name.isEmpty() ? ANY_HOST : name);
              host.routes().forEach(route -> paths.add(describe(route, snapshot)));
            });
    return page;
  }

  private static ObjectNode describe(Route<Location> route, Snapshot snapshot) {
    Location location = route.target();
    ObjectNode entry = Json.object();
    entry
        .put("path", route.path())
        .put("match", route.match().name())
        .put("ingress", location.ingress().toString())
        .put("backend", location.backend().map(BackendKey::upstreamName).orElse("none"));
    ArrayNode endpoints = entry.putArray("endpoints");
    location
        .backend()
        .map(snapshot::backend)
        .ifPresent(backend -> backend.endpoints().forEach(each -> endpoints.add(each.toString())));
    location
        .config()
        .filters()
        .forEach(filter -> entry.withArray("filters").add(filter.toString()));
    return entry;
  }
}
