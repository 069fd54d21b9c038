package io.kubevert.apiserver.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.kubelet.KubeletClient;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.status.Status;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Passes requests on to pods, Services and nodes, and what comes back to the client. */
public final class BackendProxy {
  private static final int CONNECT_MILLIS = 5_000;
  private static final Set<String> OF_CONNECTION =
      Set.of(
          "authorization",
          "connection",
          "host",
          "keep-alive",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding");

  private final Registry registry;
  private final ResourceCatalog catalog;
  private final RandomGenerator random;
  private final HttpClient client;
  private final KubeletClient kubelets;

  public BackendProxy(
      Vertx vertx,
      Registry registry,
      ResourceCatalog catalog,
      RandomGenerator random,
      KubeletClient kubelets) {
    this.kubelets = kubelets;
    this.registry = registry;
    this.catalog = catalog;
    this.random = random;
    // As in Kubernetes: whoever runs in a pod rarely has a certificate that proves its address.
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setTrustAll(true)
                .setVerifyHost(false));
  }

  /** Whether a request is for a proxy. */
  public static boolean isFor(RequestInfo info) {
    return info.subresource().equals("proxy")
        && info.group().isEmpty()
        && Set.of("pods", "services", "nodes").contains(info.resource());
  }

  /**
   * Connects a client with a pod, with one of a Service's, or with a node.
   *
   * @param refuse answers a request that comes to nothing
   */
  public void connect(HttpServerRequest request, RequestInfo info, Consumer<Status> refuse) {
    request.pause();
    open(request, info)
        .compose(out -> exchange(request, out))
        .onFailure(failure -> refuse.accept(Statuses.of(failure)));
  }

  public Future<Void> close() {
    return client.close();
  }

  private Future<HttpClientRequest> open(HttpServerRequest request, RequestInfo info) {
    try {
      ProxyTarget.Name name = ProxyTarget.Name.parse(info.name());
      JsonNode object = object(info, name);
      if (info.resource().equals("nodes") && ProxyTarget.isAgent(name, object)) {
        return kubelets.request(object, request.method(), uri(request, info));
      }
      ProxyTarget target = target(info, name, object);
      return client
          .request(
              new RequestOptions()
                  .setHost(target.host())
                  .setPort(target.port())
                  .setSsl(target.tls())
                  .setMethod(request.method())
                  .setURI(uri(request, info)))
          .recover(BackendProxy::unreachable);
    } catch (StatusException e) {
      return Future.failedFuture(e);
    }
  }

  private ProxyTarget target(RequestInfo info, ProxyTarget.Name name, JsonNode object) {
    return switch (info.resource()) {
      case "pods" -> ProxyTarget.ofPod(name, object);
      case "nodes" -> ProxyTarget.ofNode(name, object);
      default ->
          ProxyTarget.ofService(
              name,
              object,
              registry.all(ResourceTypes.ENDPOINT_SLICES).stream()
                  .filter(slice -> isOf(slice, info.namespace(), name.name()))
                  .toList(),
              random);
    };
  }

  private JsonNode object(RequestInfo info, ProxyTarget.Name name) {
    Target target =
        new Target(
            catalog.find("", "v1", info.resource()).orElseThrow(), info.namespace(), name.name());
    return Json.parse(registry.get(target).result().body());
  }

  private static boolean isOf(JsonNode slice, String namespace, String service) {
    JsonNode metadata = slice.path("metadata");
    return metadata.path("namespace").asText().equals(namespace)
        && metadata.path("labels").path("kubernetes.io/service-name").asText().equals(service);
  }

  /** The part of the path that follows {@code proxy}, as it was written. */
  private static String uri(HttpServerRequest request, RequestInfo info) {
    String path = request.path();
    String prefix = "/" + info.name() + "/proxy";
    String rest = path.substring(path.indexOf(prefix) + prefix.length());
    String query = request.query();
    return (rest.isEmpty() ? "/" : rest) + (query == null ? "" : "?" + query);
  }

  private static Future<Void> exchange(HttpServerRequest in, HttpClientRequest out) {
    boolean upgrade = in.getHeader("Upgrade") != null;
    in.headers()
        .forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!OF_CONNECTION.contains(lower) || upgrade && lower.equals("connection")) {
                out.headers().add(name, value);
              }
            });
    if (in.remoteAddress() != null) {
      out.headers().add("X-Forwarded-For", in.remoteAddress().hostAddress());
    }
    return (upgrade ? out.connect() : out.send(in))
        .compose(answer -> answer.statusCode() == 101 ? tunnel(in, answer) : stream(in, answer))
        .recover(
            failure ->
                in.response().headWritten()
                    ? Future.succeededFuture()
                    : BackendProxy.unreachable(failure));
  }

  private static Future<Void> stream(HttpServerRequest in, HttpClientResponse answer) {
    HttpServerResponse response = in.response().setStatusCode(answer.statusCode());
    answer
        .headers()
        .forEach(
            (name, value) -> {
              if (!OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                response.headers().add(name, value);
              }
            });
    if (answer.getHeader("Content-Length") == null) {
      response.setChunked(true);
    }
    // A client that goes away ends the backend's work, too.
    response.closeHandler(_ -> answer.request().reset());
    return answer.pipeTo(response);
  }

  private static Future<Void> tunnel(HttpServerRequest in, HttpClientResponse answer) {
    HttpServerResponse response = in.response().setStatusCode(101);
    answer.headers().forEach((name, value) -> response.headers().add(name, value));
    NetSocket backend = answer.netSocket();
    backend.pause();
    return in.toNetSocket()
        .map(
            user -> {
              user.pipeTo(backend).onComplete(_ -> backend.close());
              backend.pipeTo(user).onComplete(_ -> user.close());
              return null;
            });
  }

  private static <T> Future<T> unreachable(Throwable failure) {
    return StatusException.refused(
        Statuses.unavailable("error trying to reach service: " + failure.getMessage()));
  }
}
