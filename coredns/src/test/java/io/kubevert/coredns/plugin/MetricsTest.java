package io.kubevert.coredns.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.plugin.kubernetes.ClusterFixture;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.FakeUpstream;
import io.kubevert.coredns.testing.Objects;
import io.kubevert.coredns.testing.PageClient;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The metrics page, whose names and labels are those that CoreDNS' dashboards know. */
@ExtendWith(VertxExtension.class)
class MetricsTest {
  private static final Pattern SAMPLE =
      Pattern.compile("(coredns_\\w+?)(?:_bucket|_sum|_count)?(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

  /** A name, and its labels in the order of the alphabet. */
  private static final Map<String, String> WANTED =
      Stream.of(
              "coredns_build_info goversion revision version",
              "coredns_panics_total",
              "coredns_plugin_enabled name server view zone",
              "coredns_dns_requests_total family proto server type view zone",
              "coredns_dns_request_duration_seconds server view zone",
              "coredns_dns_request_size_bytes proto server view zone",
              "coredns_dns_response_size_bytes proto server view zone",
              "coredns_dns_responses_total plugin rcode server view zone",
              "coredns_dns_do_requests_total server view zone",
              "coredns_cache_entries server type view zones",
              "coredns_cache_hits_total server type view zones",
              "coredns_cache_requests_total server view zones",
              "coredns_cache_misses_total server view zones",
              "coredns_cache_prefetch_total server view zones",
              "coredns_cache_served_stale_total server view zones",
              "coredns_cache_evictions_total server type view zones",
              "coredns_cache_drops_total server view zones",
              "coredns_forward_healthcheck_broken_total",
              "coredns_forward_max_concurrent_rejects_total",
              "coredns_proxy_request_duration_seconds proxy_name rcode to",
              "coredns_proxy_healthcheck_failures_total proxy_name to",
              "coredns_proxy_conn_cache_hits_total proto proxy_name to",
              "coredns_proxy_conn_cache_misses_total proto proxy_name to",
              "coredns_kubernetes_dns_programming_duration_seconds service_kind",
              "coredns_health_request_duration_seconds",
              "coredns_health_request_failures_total",
              "coredns_reload_failed_total",
              "coredns_reload_version_info hash value",
              "coredns_hosts_entries",
              "coredns_hosts_reload_timestamp_seconds",
              "coredns_file_entries domain_name",
              "coredns_autopath_success_total server",
              "coredns_dns64_requests_translated_total server",
              "coredns_template_matches_total class server type view zone",
              "coredns_template_template_failures_total"
                  + " class section server template type view zone",
              "coredns_template_rr_failures_total class section server template type view zone",
              "coredns_acl_allowed_requests_total server view",
              "coredns_acl_blocked_requests_total server view zone",
              "coredns_acl_filtered_requests_total server view zone",
              "coredns_acl_dropped_requests_total server view zone")
          .map(line -> line.split(" ", 2))
          .collect(Collectors.toMap(line -> line[0], line -> line.length == 1 ? "" : line[1]));

  @Test
  void everyNameIsThereWithItsLabels(Vertx vertx, @TempDir Path directory) throws Exception {
    FakeControlPlane controlPlane = new FakeControlPlane();
    Objects.put(controlPlane, ClusterFixture.class, "cluster.json");
    Files.writeString(directory.resolve("resolv.conf"), "search one.test file.test\n");
    Files.writeString(
        directory.resolve("db.file.test"),
        "@ 60 IN SOA ns1 hostmaster 1 2 3 4 5\nwww.auto 60 IN A 192.0.2.2\n");
    Files.writeString(directory.resolve("hosts"), "192.0.2.3 web.none.test\n");
    try (FakeUpstream upstream =
            FakeUpstream.start(
                vertx,
                question ->
                    FakeUpstream.answer(
                        question, question.getQuestion().getName() + " 60 IN A 192.0.2.1"));
        TestServer server =
            TestServer.start(
                vertx,
                new CorefileSource.File(
                    Files.writeString(directory.resolve("Corefile"), corefile(upstream.port()))),
                controlPlane)) {
      changeEndpoints(controlPlane);
      ask(server);
      Eventually.holds(
          vertx,
          () ->
              labels(page(server))
                  .keySet()
                  .containsAll(
                      List.of(
                          "coredns_kubernetes_dns_programming_duration_seconds",
                          "coredns_proxy_healthcheck_failures_total")));
      String page = page(server);
      assertThat(labels(page)).containsAllEntriesOf(WANTED);
      assertThat(page.lines())
          .anyMatch(line -> line.contains("requests_total") && line.contains("zone=\"dropped\""))
          .anyMatch(line -> line.contains("rcode=\"REFUSED\"") && line.contains("\"dropped\""))
          .anyMatch(line -> line.contains("requests_total") && line.contains("family=\"1\""))
          .anyMatch(line -> line.startsWith("coredns_cache_hits_total") && line.endsWith(" 1.0"));
    }
  }

  private static void ask(TestServer server) throws IOException {
    for (String question :
        List.of(
            "a.example.org. A",
            "a.example.org. A",
            "b.example.org. A",
            "a.dead.test. A",
            "text.example.org. TXT",
            "unfilled.example.org. TXT",
            "unread.example.org. TXT",
            "www.auto.one.test. A",
            "www.auto.file.test. AAAA",
            "blocked.test. A",
            "filtered.test. A",
            "unserved.test. A")) {
      String[] words = question.split(" ");
      server.ask(words[0], words[1]);
    }
    assertThatThrownBy(() -> server.ask("dropped.test.", "A", true))
        .isInstanceOf(IOException.class);
  }

  private static String corefile(int upstream) {
    return """
        example.org:0 cluster.local:0 dead.test:0 one.test:0 file.test:0 none.test:0 \
        blocked.test:0 filtered.test:0 dropped.test:0 {
            prometheus 127.0.0.1:0
            health 127.0.0.1:0
            acl blocked.test {
                block
            }
            acl filtered.test {
                filter
            }
            acl dropped.test {
                drop
            }
            dns64 {
                allow_ipv4
            }
            cache
            autopath one.test resolv.conf
            template IN TXT example.org {
                match ^text
                answer "{{ .Name }} 60 IN TXT text"
                fallthrough
            }
            template IN TXT example.org {
                match ^unfilled
                answer "{{ .Name }} 60 IN TXT {{ parseInt .Name 10 8 }}"
                fallthrough
            }
            template IN TXT example.org {
                match ^unread
                answer "{{ .Name }} 60 IN NOTYPE text"
            }
            hosts hosts none.test one.test
            kubernetes cluster.local
            file db.file.test file.test
            forward example.org 127.0.0.1:%d
            forward dead.test 127.0.0.1:1 {
                health_check 50ms
            }
        }
        """
        .formatted(upstream);
  }

  /** By name; the labels in the order of the alphabet. */
  private static Map<String, String> labels(String page) {
    Map<String, String> labels = new TreeMap<>();
    for (String line : page.lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches()) {
        String all = sample.group(2) == null ? "" : sample.group(2);
        labels.put(
            sample.group(1),
            LABEL
                .matcher(all)
                .results()
                .map(label -> label.group(1))
                .filter(label -> !label.equals("le"))
                .sorted()
                .collect(Collectors.joining(" ")));
      }
    }
    return labels;
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
    return PageClient.get(server.verticle().pagePort("127.0.0.1", 0), "/metrics").body();
  }
}
