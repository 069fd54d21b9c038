package io.kubevert.ingress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The servers around the controller that {@link ExchangeScript}s name, and what they answer. */
final class ScriptServers implements AutoCloseable {
  private static final String ANSWER = "answer-";

  private final Rig rig;
  private final Map<String, Backend> servers = new HashMap<>();

  ScriptServers(Rig rig, Pki pki) {
    this.rig = rig;
    for (String service : List.of("web", "errors", "other")) {
      servers.put(service, rig.service(service, 1).getFirst());
      servers.get(service).answer(request -> answer(service, request));
    }
    servers.put("auth", Backend.start(rig.vertx, "auth", "127.0.0.1"));
    servers.get("auth").answer(request -> authenticate(request));
    rig.cluster.put(ResourceTypes.SERVICES, Manifests.service("login"));
    rig.addEndpoint("login", servers.get("auth"));
    servers.put("mirror", Backend.start(rig.vertx, "mirror", "127.0.0.1"));
    startSecureBackend(pki);
    rig.service("empty", 0);
    startVirtualAddress();
  }

  private void startSecureBackend(Pki pki) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(pki.identity("backend"))
            .setTrustOptions(pki.authority())
            .setClientAuth(ClientAuth.REQUEST);
    Backend backend = Backend.start(rig.vertx, "secure-1", "127.0.0.2", options);
    backend.answer(request -> answer("secure", request));
    rig.cluster.put(ResourceTypes.SERVICES, Manifests.service("secure"));
    rig.addEndpoint("secure", backend);
    servers.put("secure", backend);
  }

  /** A Service whose own address is served, and which has no endpoints. */
  private void startVirtualAddress() {
    Backend backend = Backend.start(rig.vertx, "virtual", "127.0.0.77");
    backend.answer(request -> answer("virtual", request));
    servers.put("virtual", backend);
    ObjectNode service = Manifests.service("virtual");
    ObjectNode spec = service.withObjectProperty("spec").put("clusterIP", backend.address());
    spec.putArray("ports").addObject().put("name", "http").put("port", backend.port());
    rig.cluster.put(ResourceTypes.SERVICES, service);
  }

  /** Answers as the request's {@code Answer-} headers say. */
  private void answer(String service, HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              servers.get(service).saw(request, body.toString());
              HttpServerResponse response = request.response();
              String size = request.getHeader("answer-size");
              String status = request.getHeader("answer-status");
              response.setStatusCode(status == null ? 200 : Integer.parseInt(status));
              request
                  .headers()
                  .forEach(
                      (name, value) -> {
                        String lower = name.toLowerCase(Locale.ROOT);
                        if (lower.startsWith(ANSWER + "header-")) {
                          response.putHeader(name.substring((ANSWER + "header-").length()), value);
                        }
                      });
              response.end(size == null ? service : "x".repeat(Integer.parseInt(size)));
            });
  }

  private void authenticate(HttpServerRequest request) {
    servers.get("auth").saw(request, "");
    HttpServerResponse response = request.response();
    response.putHeader("X-User", "alice").putHeader("Set-Cookie", "session=1");
    switch (request.path()) {
      case "/ok" -> response.end();
      case "/deny" ->
          response.setStatusCode(401).putHeader("WWW-Authenticate", "Custom realm=x").end();
      case "/forbid" -> response.setStatusCode(403).end();
      default -> response.setStatusCode(500).end();
    }
  }

  /** Where a server is asked. */
  String url(String server) {
    return "http://127.0.0.1:" + servers.get(server).port();
  }

  /** What a server has seen since all were told to forget. */
  List<Backend.Seen> seenBy(String server) {
    return servers.get(server).seen;
  }

  void forget() {
    servers.values().forEach(server -> server.seen.clear());
  }

  /** Stops those that are not the rig's own. */
  @Override
  public void close() {
    Stream.of("auth", "mirror", "secure", "virtual").map(servers::get).forEach(Backend::stop);
  }
}
