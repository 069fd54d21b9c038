package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.kubevert.ingress.option.GlobalOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A controller on loopback ports, objects for it, backends behind it and a client in front. */
final class Rig implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;
  static final Duration LIMIT = Duration.ofSeconds(LIMIT_SECONDS);

  final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  final FakeControlPlane cluster = new FakeControlPlane();
  final IngressController controller;
  final HttpClient client;
  private final List<Backend> backends = new ArrayList<>();

  Rig() {
    this(config -> config);
  }

  Rig(UnaryOperator<IngressConfig> change) {
    this(change, Map.of());
  }

  /** One with flags whose controller finds a ConfigMap when it starts. */
  Rig(UnaryOperator<IngressConfig> change, Map<String, String> options) {
    ObjectNode configMap = Manifests.object("ingress-nginx-controller");
    configMap.withObjectProperty("metadata").put("namespace", "ingress-nginx");
    options.forEach(configMap.putObject("data")::put);
    cluster.put(ResourceTypes.CONFIG_MAPS, configMap);
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAliveTimeout(5), new PoolOptions().setHttp1MaxSize(32));
    IngressConfig config = IngressConfig.forNode("node1").listeningOn("127.0.0.1", 0, 0, 0);
    controller = new IngressController(change.apply(config), cluster);
    await(vertx.deployVerticle(controller));
  }

  /** One whose controller finds a ConfigMap when it starts. */
  static Rig configured(Map<String, String> options) {
    return new Rig(config -> config, options);
  }

  Backend backend(String name) {
    return backends.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  int http() {
    return controller.ports().http();
  }

  int https() {
    return controller.ports().https();
  }

  /** Starts backends of a Service, each on an address of its own, and puts the objects. */
  List<Backend> service(String name, int count) {
    cluster.put(ResourceTypes.SERVICES, Manifests.service(name));
    List<Backend> started = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Backend backend = Backend.start(vertx, name + "-" + i, "127.0.0." + (i + 1));
      started.add(backend);
      addEndpoint(name, backend);
    }
    backends.addAll(started);
    return started;
  }

  /** Starts a backend of a Service that does not speak plain HTTP. */
  Backend secureService(String name, HttpServerOptions options) {
    Backend backend = Backend.start(vertx, name + "-1", "127.0.0.2", options);
    backends.add(backend);
    cluster.put(ResourceTypes.SERVICES, Manifests.service(name));
    addEndpoint(name, backend);
    return backend;
  }

  /** Puts a Service whose only endpoint the test looks after itself. */
  void endpoint(String service, String address, int port) {
    cluster.put(ResourceTypes.SERVICES, Manifests.service(service));
    cluster.put(ResourceTypes.ENDPOINT_SLICES, Manifests.slice(service, address, port));
  }

  void addEndpoint(String service, Backend backend) {
    cluster.put(ResourceTypes.ENDPOINT_SLICES, Manifests.slice(service, backend, true, false));
  }

  void removeEndpoint(String service, Backend backend) {
    cluster.delete(ResourceTypes.ENDPOINT_SLICES, new ObjectKey("default", backend.name()));
  }

  /** Puts an Ingress and waits until it is in force. */
  void ingress(String name, String host, Map<String, String> annotations, Path... paths) {
    put(Manifests.ingress(name, host, annotations, paths), host);
  }

  /** Puts an Ingress that names a host for TLS, too. */
  void secured(String name, String host, Map<String, String> annotations, Path... paths) {
    ObjectNode ingress = Manifests.ingress(name, host, annotations, paths);
    ObjectNode tls = ((ObjectNode) ingress.path("spec")).putArray("tls").addObject();
    tls.put("secretName", name + "-tls").putArray("hosts").add(host);
    put(ingress, host);
  }

  void put(ObjectNode ingress, String host) {
    cluster.put(ResourceTypes.INGRESSES, ingress);
    String name = ingress.path("metadata").path("name").asText();
    await(
        () ->
            controller.snapshot().routes().hosts().containsKey(host)
                && controller.snapshot().routes().hosts().get(host).routes().stream()
                    .anyMatch(route -> route.target().ingress().name().equals(name)));
  }

  /** Puts an Ingress that is the canary of others, and waits until it is in force. */
  void canary(String name, String host, Map<String, String> annotations, Path... paths) {
    cluster.put(ResourceTypes.INGRESSES, Manifests.ingress(name, host, annotations, paths));
    await(
        () ->
            controller.snapshot().routes().hosts().get(host).routes().stream()
                .flatMap(route -> route.target().canary().stream())
                .anyMatch(canary -> canary.ingress().name().equals(name)));
  }

  void configMap(String namespace, String name, Map<String, String> data) {
    ObjectNode configMap = Manifests.object(name);
    configMap.withObjectProperty("metadata").put("namespace", namespace);
    ObjectNode values = configMap.putObject("data");
    data.forEach(values::put);
    cluster.put(ResourceTypes.CONFIG_MAPS, configMap);
  }

  /** Puts the controller's own ConfigMap, and waits until an option is in force. */
  void options(Map<String, String> data, Predicate<GlobalOptions> inForce) {
    configMap("ingress-nginx", "ingress-nginx-controller", data);
    await(() -> inForce.test(controller.snapshot().options()));
  }

  void secret(String name, Map<String, String> data) {
    cluster.put(ResourceTypes.SECRETS, Manifests.secret(name, data));
  }

  /** Waits until an event about an Ingress has come. */
  void eventFor(String ingress, String reason) {
    eventually(
        () ->
            assertThat(cluster.list(ResourceTypes.EVENTS))
                .anyMatch(
                    event ->
                        event.path("reason").asText().equals(reason)
                            && event.path("involvedObject").path("name").asText().equals(ingress)));
  }

  /** A page of the status server. */
  String page(String uri) {
    RequestOptions options =
        new RequestOptions().setHost("127.0.0.1").setPort(controller.ports().status()).setURI(uri);
    return await(client.request(options).compose(request -> request.send().compose(Got::of)))
        .body();
  }

  Got get(String host, String uri) {
    return send(HttpMethod.GET, host, uri, Map.of(), "");
  }

  Got get(String host, String uri, Map<String, String> headers) {
    return send(HttpMethod.GET, host, uri, headers, "");
  }

  Got send(HttpMethod method, String host, String uri, Map<String, String> headers, String body) {
    RequestOptions options =
        new RequestOptions().setHost("127.0.0.1").setPort(http()).setMethod(method).setURI(uri);
    return await(send(client, options, host, headers, body));
  }

  static Future<Got> send(
      HttpClient client,
      RequestOptions options,
      String host,
      Map<String, String> headers,
      String body) {
    return client
        .request(options)
        .compose(
            request -> {
              request.authority(HostAndPort.parseAuthority(host, -1));
              headers.forEach(request::putHeader);
              return (body.isEmpty() ? request.send() : request.send(body)).compose(Got::of);
            });
  }

  /** Starts a backend of an Ingress of its own for all of a host that is named like it. */
  Backend serve(String name, Map<String, String> annotations) {
    Backend backend = service(name, 1).getFirst();
    ingress(name, name + ".test", annotations, Path.prefix("/", name));
    return backend;
  }

  /** A request that the test sends itself. */
  Future<HttpClientRequest> request(String host, String uri, HttpMethod method) {
    return client
        .request(
            new RequestOptions().setHost("127.0.0.1").setPort(http()).setMethod(method).setURI(uri))
        .map(request -> request.authority(HostAndPort.parseAuthority(host, -1)));
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within " + LIMIT_SECONDS + " s", e);
    }
  }

  /** Looks again and again until something holds. */
  static void await(BooleanSupplier condition) {
    eventually(() -> assertThat(condition.getAsBoolean()).isTrue());
  }

  /** Looks again and again until an assertion holds. */
  static void eventually(Runnable assertion) {
    eventually(LIMIT, assertion);
  }

  /** Looks again and again, longer than usual, until an assertion holds. */
  static void eventually(Duration limit, Runnable assertion) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
    }
  }

  void stopController() {
    await(vertx.undeploy(controller.deploymentID()));
  }

  @Override
  public void close() {
    if (vertx.deploymentIDs().contains(controller.deploymentID())) {
      stopController();
    }
    await(client.close());
    backends.forEach(Backend::stop);
    await(vertx.close());
  }
}
