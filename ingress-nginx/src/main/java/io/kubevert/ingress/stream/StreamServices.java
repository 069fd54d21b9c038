package io.kubevert.ingress.stream;

import io.kubevert.client.KubeClient;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.accesslog.StreamSession;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.option.StreamOptions;
import io.kubevert.ingress.watch.ConfigMap;
import io.kubevert.ingress.watch.ReferencedObjects;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps open the ports that the two ConfigMaps name. Belongs to one context; endpoints are looked
 * up for each connection, so that their changes need nothing here.
 */
public final class StreamServices {
  private final Vertx vertx;
  private final String host;
  private final StreamConfigMaps keys;
  private final Function<BackendKey, List<Endpoint>> endpoints;
  private final Supplier<StreamOptions> options;
  private final BiConsumer<ObjectKey, Problem> problems;
  private final Consumer<StreamSession> over;
  private final ReferencedObjects<ConfigMap> configMaps;
  private final Map<ObjectKey, Map<StreamService, Future<Listener>>> open = new HashMap<>();

  /**
   * @param host the address to listen on
   * @param endpoints finds where a Service's connections go now
   * @param options of a port that is opened now
   * @param problems is told of entries that cannot be served, with the ConfigMap's key
   * @param over is told of each connection, and each client of UDP, when it is over
   */
  public StreamServices(
      Vertx vertx,
      KubeClient client,
      String host,
      StreamConfigMaps keys,
      Function<BackendKey, List<Endpoint>> endpoints,
      Supplier<StreamOptions> options,
      BiConsumer<ObjectKey, Problem> problems,
      Consumer<StreamSession> over) {
    this.vertx = vertx;
    this.host = host;
    this.keys = keys;
    this.endpoints = endpoints;
    this.options = options;
    this.problems = problems;
    this.over = over;
    this.configMaps =
        new ReferencedObjects<>(
            vertx, client, ResourceTypes.CONFIG_MAPS, ConfigMap::of, this::synchronize);
  }

  public Future<Void> start() {
    return configMaps
        .start()
        .onSuccess(started -> configMaps.reference(Set.of(keys.tcp(), keys.udp())));
  }

  /** Closes all ports. */
  public Future<Void> stop() {
    List<Future<?>> ends = new ArrayList<>();
    ends.add(configMaps.stop());
    open.values()
        .forEach(all -> all.values().forEach(port -> ends.add(port.compose(Listener::close))));
    return Future.join(ends).otherwiseEmpty().mapEmpty();
  }

  private void synchronize(ObjectKey key) {
    List<Problem> faults = new ArrayList<>();
    Map<String, String> data = configMaps.get(key).map(ConfigMap::data).orElse(Map.of());
    Set<StreamService> wanted = StreamService.read(data, faults);
    faults.forEach(fault -> problems.accept(key, fault));
    Map<StreamService, Future<Listener>> now = open.computeIfAbsent(key, first -> new HashMap<>());
    Map<Integer, Future<?>> closing = new HashMap<>();
    for (StreamService service : Set.copyOf(now.keySet())) {
      if (!wanted.contains(service)) {
        Future<?> closed = now.remove(service).compose(Listener::close).otherwiseEmpty();
        closing.put(service.port(), closed);
      }
    }
    for (StreamService service : wanted) {
      if (!now.containsKey(service)) {
        Future<?> before = closing.getOrDefault(service.port(), Future.succeededFuture());
        now.put(service, before.compose(free -> open(key, service)));
      }
    }
  }

  private Future<Listener> open(ObjectKey key, StreamService service) {
    Supplier<List<Endpoint>> at = () -> endpoints.apply(service.backend());
    Future<Listener> opening =
        key.equals(keys.tcp())
            ? TcpListener.open(vertx, host, service, at, options.get(), over)
            : UdpListener.open(vertx, host, service, at, over);
    return opening.onFailure(
        cause ->
            problems.accept(
                key,
                new Problem(
                    "PortUnusable",
                    Integer.toString(service.port()),
                    "port " + service.port() + " cannot be opened: " + cause.getMessage())));
  }
}
