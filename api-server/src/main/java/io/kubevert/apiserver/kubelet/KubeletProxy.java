package io.kubevert.apiserver.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.status.Reason;
import io.kubevert.apiserver.status.Status;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes requests about a running pod on to its node, and what comes back to the client, byte for
 * byte. An upgraded connection becomes a tunnel.
 */
public final class KubeletProxy {
  private static final Logger LOG = LoggerFactory.getLogger(KubeletProxy.class);
  private static final Set<String> NOT_PASSED_ON =
      Set.of("host", "authorization", "content-length", "accept-encoding");

  private final Registry registry;
  private final KubeletClient client;
  private final ResourceDefinition pods;
  private final ResourceDefinition nodes;

  public KubeletProxy(KubeletClient client, Registry registry, ResourceCatalog catalog) {
    this.client = client;
    this.registry = registry;
    this.pods = catalog.find("", "v1", "pods").orElseThrow();
    this.nodes = catalog.find("", "v1", "nodes").orElseThrow();
  }

  /**
   * Connects a client with its pod's node.
   *
   * @param refuse answers a request that comes to nothing
   */
  public void connect(
      HttpServerRequest request,
      RequestInfo info,
      Map<String, String> query,
      Consumer<Status> refuse) {
    request.pause();
    object(pods, info.namespace(), info.name())
        .compose(pod -> open(request, info, query, pod))
        .compose(out -> exchange(request, out))
        .onFailure(failure -> refuse.accept(Statuses.of(failure)));
  }

  private Future<JsonNode> object(ResourceDefinition definition, String namespace, String name) {
    try {
      return registry
          .get(new Target(definition, namespace, name))
          .map(response -> Json.parse(response.body()));
    } catch (StatusException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<HttpClientRequest> open(
      HttpServerRequest request, RequestInfo info, Map<String, String> query, JsonNode pod) {
    String node = pod.path("spec").path("nodeName").asText("");
    if (node.isEmpty()) {
      return StatusException.refused(
          Statuses.badRequest("pod " + info.name() + " does not have a host assigned"));
    }
    String path = path(request, info, query, pod);
    return object(nodes, "", node).compose(found -> client.request(found, request.method(), path));
  }

  private static String path(
      HttpServerRequest request, RequestInfo info, Map<String, String> query, JsonNode pod) {
    String root =
        switch (info.subresource()) {
          case "log" -> "/containerLogs/";
          case "portforward" -> "/portForward/";
          default -> "/" + info.subresource() + "/";
        };
    String path = root + encoded(info.namespace()) + "/" + encoded(info.name());
    if (!info.subresource().equals("portforward")) {
      String container = ContainerChoice.of(pod, query.getOrDefault("container", ""));
      path += "/" + encoded(container);
    }
    String rest =
        request.params().entries().stream()
            .filter(parameter -> !parameter.getKey().equals("container"))
            .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&"));
    return rest.isEmpty() ? path : path + "?" + rest;
  }

  private static Future<Void> exchange(HttpServerRequest in, HttpClientRequest out) {
    in.headers()
        .forEach(
            (name, value) -> {
              if (!NOT_PASSED_ON.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                out.headers().add(name, value);
              }
            });
    // The end of a tunnel is an end like any other; whoever waits for the answer hears of failures.
    out.exceptionHandler(
        failure -> LOG.atDebug().setCause(failure).log("connection to node ended"));
    boolean upgrade = in.getHeader("Upgrade") != null;
    return (upgrade ? out.connect() : out.send())
        .compose(
            answer ->
                answer.statusCode() == 101
                    ? tunnel(in, answer)
                    : answer.statusCode() == 200 ? stream(in, answer) : refusal(answer));
  }

  private static Future<Void> tunnel(HttpServerRequest in, HttpClientResponse answer) {
    HttpServerResponse response = in.response().setStatusCode(101);
    answer.headers().forEach((name, value) -> response.headers().add(name, value));
    NetSocket node = answer.netSocket();
    node.pause();
    return in.toNetSocket()
        .map(
            user -> {
              user.pipeTo(node).onComplete(_ -> node.close());
              node.pipeTo(user).onComplete(_ -> user.close());
              return null;
            });
  }

  private static Future<Void> stream(HttpServerRequest in, HttpClientResponse answer) {
    in.resume();
    HttpServerResponse response = in.response().setChunked(true);
    response.putHeader("Content-Type", "text/plain");
    // A client that goes away ends the node's work, too.
    response.closeHandler(_ -> answer.request().reset());
    response.writeHead();
    return answer.pipeTo(response).recover(_ -> Future.succeededFuture());
  }

  private static Future<Void> refusal(HttpClientResponse answer) {
    return answer
        .body()
        .compose(
            body -> {
              String message = body.toString(StandardCharsets.UTF_8).strip();
              Reason reason =
                  switch (answer.statusCode()) {
                    case 400 -> Reason.BAD_REQUEST;
                    case 404 -> Reason.NOT_FOUND;
                    case 403 -> Reason.FORBIDDEN;
                    default -> Reason.INTERNAL_ERROR;
                  };
              return StatusException.refused(new Status(reason, message, Status.Details.NONE));
            });
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
