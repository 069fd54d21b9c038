package io.kubevert.coredns.plugin.health;

import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;

/** Asks for its own page every second, as the kubelet does now and then, and takes the time. */
final class Health implements Plugin {
  private static final long INTERVAL_MILLIS = 1_000;
  private static final long TIMEOUT_MILLIS = 3_000;
  private static final double NANOS_PER_SECOND = 1e9;

  private final HostAndPort page;
  private final ServerContext context;
  private final Metrics metrics;
  private HttpClient client;
  private long timer = -1;
  private boolean asking;

  Health(HostAndPort page, ServerContext context) {
    this.page = page;
    this.context = context;
    this.metrics = context.shared().get(Metrics.class, Metrics::of);
  }

  private record Metrics(Histogram durations, Counter failures) {
    static Metrics of(PrometheusRegistry registry) {
      return new Metrics(
          Histogram.builder()
              .name("coredns_health_request_duration_seconds")
              .help("Histogram of the time (in seconds) each request took.")
              .classicOnly()
              .classicExponentialUpperBounds(0.00025, 10, 5)
              .register(registry),
          Counter.builder()
              .name("coredns_health_request_failures_total")
              .help("The number of times the self health check failed.")
              .register(registry));
    }
  }

  /** A page with a port that the kernel draws is not asked for. */
  @Override
  public Future<Void> start() {
    if (page.port() != 0) {
      client =
          context
              .vertx()
              .createHttpClient(new HttpClientOptions().setConnectTimeout((int) TIMEOUT_MILLIS));
      timer = context.vertx().setPeriodic(INTERVAL_MILLIS, tick -> ask());
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    context.vertx().cancelTimer(timer);
    return client == null ? Future.succeededFuture() : client.close();
  }

  private void ask() {
    if (asking) {
      return;
    }
    asking = true;
    long started = System.nanoTime();
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(reachable(page.host()))
            .setPort(page.port())
            .setURI("/health")
            .setTimeout(TIMEOUT_MILLIS);
    client
        .request(request)
        .compose(sent -> sent.send().compose(response -> response.body()))
        .onComplete(
            body -> {
              asking = false;
              metrics.durations().observe((System.nanoTime() - started) / NANOS_PER_SECOND);
            },
            failure -> {
              asking = false;
              metrics.failures().inc();
            });
  }

  /** An address that stands for all addresses is asked as one of them. */
  private static String reachable(String host) {
    InetAddress address = InetAddress.ofLiteral(host);
    if (!address.isAnyLocalAddress()) {
      return host;
    }
    return address.getAddress().length == 4 ? "127.0.0.1" : "::1";
  }
}
