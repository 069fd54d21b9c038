package io.kubevert.client.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class HealthServerTest {

  @Test
  void readinessAndLivenessAreToldApart(Vertx vertx) throws Exception {
    AtomicBoolean ready = new AtomicBoolean();
    HealthServer server =
        new HealthServer(vertx, new PrometheusRegistry())
            .liveness("loop", () -> true)
            .readiness("informers", ready::get);
    int port = server.listen("127.0.0.1", 0).await(30, TimeUnit.SECONDS);

    assertThat(get(port, "/livez").statusCode()).isEqualTo(200);
    assertThat(get(port, "/healthz").body()).isEqualTo("[+]loop ok\nok\n");
    HttpResponse<String> unready = get(port, "/readyz");
    assertThat(unready.statusCode()).isEqualTo(503);
    assertThat(unready.body()).isEqualTo("[+]loop ok\n[-]informers failed\nnot ok\n");

    ready.set(true);
    assertThat(get(port, "/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void metricsAreThoseOfItsRegistry(Vertx vertx) throws Exception {
    PrometheusRegistry registry = new PrometheusRegistry();
    Counter.builder().name("things_total").register(registry).inc(3);
    HealthServer server = new HealthServer(vertx, registry);
    int port = server.listen("127.0.0.1", 0).await(30, TimeUnit.SECONDS);

    HttpResponse<String> metrics = get(port, "/metrics");
    assertThat(metrics.headers().firstValue("content-type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body()).contains("things_total 3.0");
  }

  @Test
  void metricsTellWhatTheProcessUses(Vertx vertx) throws Exception {
    HealthServer server = new HealthServer(vertx, new PrometheusRegistry());
    int port = server.listen("127.0.0.1", 0).await(30, TimeUnit.SECONDS);

    String metrics = get(port, "/metrics").body();
    for (String used :
        new String[] {
          "cpu_seconds_total",
          "start_time_seconds",
          "open_fds",
          "max_fds",
          "resident_memory_bytes",
          "virtual_memory_bytes"
        }) {
      assertThat(metrics)
          .containsPattern("\nprocess_" + used + " [1-9]|\nprocess_" + used + " 0.0*[1-9]");
    }
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
