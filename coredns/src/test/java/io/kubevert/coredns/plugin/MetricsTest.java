package io.kubevert.coredns.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.coredns.plugin.kubernetes.ClusterFixture;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.FakeUpstream;
import io.kubevert.coredns.testing.Objects;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The metrics page, whose names are those that CoreDNS' dashboards know. */
@ExtendWith(VertxExtension.class)
class MetricsTest {
  private static final List<String> NAMES =
      List.of(
          "coredns_dns_requests_total{",
          "coredns_dns_request_duration_seconds_bucket{",
          "coredns_dns_request_size_bytes_bucket{",
          "coredns_dns_response_size_bytes_bucket{",
          "coredns_dns_responses_total{",
          "coredns_dns_do_requests_total{",
          "coredns_panics_total ",
          "coredns_plugin_enabled{",
          "coredns_build_info{",
          "coredns_cache_entries{",
          "coredns_cache_hits_total{",
          "coredns_cache_requests_total{",
          "coredns_cache_misses_total{",
          "coredns_cache_prefetch_total{",
          "coredns_cache_served_stale_total{",
          "coredns_cache_evictions_total{",
          "coredns_cache_drops_total{",
          "coredns_forward_healthcheck_broken_total ",
          "coredns_forward_max_concurrent_rejects_total ",
          "coredns_proxy_request_duration_seconds_bucket{",
          "coredns_proxy_conn_cache_hits_total{",
          "coredns_proxy_conn_cache_misses_total{",
          "coredns_kubernetes_dns_programming_duration_seconds_bucket{",
          "coredns_health_request_duration_seconds_count ",
          "coredns_health_request_failures_total ",
          "coredns_reload_failed_total ",
          "coredns_reload_version_info{",
          "coredns_hosts_entries ",
          "coredns_template_matches_total{",
          "coredns_acl_allowed_requests_total{");

  @Test
  void everyNameIsThere(Vertx vertx) throws Exception {
    FakeControlPlane controlPlane = new FakeControlPlane();
    Objects.put(controlPlane, ClusterFixture.class, "cluster.json");
    try (FakeUpstream upstream =
            FakeUpstream.start(
                vertx,
                question ->
                    FakeUpstream.answer(
                        question, question.getQuestion().getName() + " 60 IN A 192.0.2.1"));
        TestServer server = TestServer.start(vertx, corefile(upstream.port()), controlPlane)) {
      changeEndpoints(controlPlane);
      for (String name : List.of("a.example.org.", "a.example.org.", "b.example.org.")) {
        server.ask(name, "A");
      }
      server.ask("t.example.org.", "TXT");
      server.ask("unserved.test.", "A");
      Eventually.holds(vertx, () -> page(server).contains("programming_duration_seconds_bucket{"));
      String page = page(server);
      assertThat(page).contains(NAMES);
      assertThat(Stream.of(page.split("\n")))
          .anyMatch(line -> line.contains("requests_total") && line.contains("zone=\"dropped\""))
          .anyMatch(line -> line.contains("rcode=\"REFUSED\"") && line.contains("\"dropped\""))
          .anyMatch(line -> line.contains("requests_total") && line.contains("family=\"1\""))
          .anyMatch(line -> line.startsWith("coredns_cache_hits_total") && line.endsWith(" 1.0"));
    }
  }

  private static String corefile(int upstream) {
    return """
        example.org:0 cluster.local:0 {
            prometheus 127.0.0.1:0
            health 127.0.0.1:0
            acl {
                allow
            }
            cache
            template IN TXT example.org {
                answer "{{ .Name }} 60 IN TXT text"
            }
            hosts none none.test
            kubernetes cluster.local
            forward example.org 127.0.0.1:%d
        }
        """
        .formatted(upstream);
  }

  private static void changeEndpoints(FakeControlPlane controlPlane) {
    controlPlane.list(ResourceTypes.ENDPOINT_SLICES).stream()
        .filter(slice -> slice.path("metadata").path("name").asText().equals("headless-1"))
        .forEach(
            slice -> {
              slice
                  .withObjectProperty("metadata")
                  .withObjectProperty("annotations")
                  .put(
                      "endpoints.kubernetes.io/last-change-trigger-time", Instant.now().toString());
              controlPlane.put(ResourceTypes.ENDPOINT_SLICES, slice);
            });
  }

  private static String page(TestServer server) throws Exception {
    int port = server.verticle().pagePort("127.0.0.1", 0);
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI page = URI.create("http://127.0.0.1:" + port + "/metrics");
      return client
          .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
