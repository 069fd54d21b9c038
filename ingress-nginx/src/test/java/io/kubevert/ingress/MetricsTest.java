package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ingress-nginx's dashboards ask for. */
@ExtendWith(RigExtension.class)
class MetricsTest {
  private static final List<String> NAMES =
      List.of(
          "requests",
          "request_duration_seconds_bucket",
          "response_duration_seconds_bucket",
          "header_duration_seconds_bucket",
          "connect_duration_seconds_bucket",
          "request_size_bucket",
          "response_size_bucket",
          "bytes_sent_bucket",
          "config_hash",
          "config_last_reload_successful",
          "config_last_reload_successful_timestamp_seconds",
          "success",
          "orphan_ingress",
          "leader_election_status",
          "build_info",
          "nginx_process_connections",
          "check_success",
          "check_errors",
          "admission_roundtrip_duration",
          "admission_render_duration",
          "admission_render_ingresses",
          "admission_tested_duration",
          "admission_tested_ingresses",
          "nginx_process_requests_total",
          "nginx_process_cpu_seconds_total",
          "nginx_process_num_procs",
          "nginx_process_oldest_start_time_seconds",
          "nginx_process_read_bytes_total",
          "nginx_process_write_bytes_total",
          "nginx_process_resident_memory_bytes",
          "nginx_process_virtual_memory_bytes");
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig.service("web", 1);
    rig.service("empty", 0);
    rig.ingress("seen", "seen.test", Map.of(), Path.prefix("/x", "web"));
    rig.get("seen.test", "/x");
    rig.backend("web-1").answer(request -> request.response().setStatusCode(404).end());
    rig.get("seen.test", "/x");
    secured();
  }

  /** An Ingress with a certificate that can be read. */
  private static void secured() {
    try (Pki pki = new Pki()) {
      ObjectNode secret =
          Manifests.secret(
              "cert-tls", Map.of("tls.crt", pki.pem("backend"), "tls.key", pki.key("backend")));
      rig.cluster.put(ResourceTypes.SECRETS, secret.put("type", "kubernetes.io/tls"));
    }
    rig.secured("cert", "backend.test", Map.of(), Path.prefix("/", "web"));
  }

  @Test
  void haveTheNamesAndLabelsOfIngressNginx() {
    rig.ingress("named", "named.test", Map.of(), Path.prefix("/x", "web"));
    rig.get("named.test", "/x");
    review("checked", Map.of());
    review("refused", Map.of("limit-rps", "many"));
    Rig.eventually(
        () ->
            assertThat(rig.page("/metrics").lines())
                .anyMatch(
                    line ->
                        line.startsWith("nginx_ingress_controller_requests{")
                            && line.contains("host=\"named.test\"")
                            && line.contains("controller_class=\"k8s.io/ingress-nginx\"")));
    String page = rig.page("/metrics");
    for (String name : NAMES) {
      assertThat(page.lines())
          .as(name)
          .anyMatch(
              line ->
                  line.startsWith("nginx_ingress_controller_" + name + "{")
                      && line.contains("controller_pod=\"ingress-nginx-node1\"")
                      && line.contains("controller_namespace=\"ingress-nginx\""));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/dashboards.table", delimiter = '|')
  void showDataOnTheDashboardsOfIngressNginx(String panel, String metric, String labels) {
    String selected =
        Arrays.stream(labels.split(" "))
            .map(label -> label.split("=", 2))
            .map(
                label ->
                    "(?=.*[{,]%s=\"%s\")"
                        .formatted(
                            label[0], label.length == 1 ? "[^\"]+" : Pattern.quote(label[1])))
            .collect(Collectors.joining());
    Pattern line =
        Pattern.compile("nginx_ingress_controller_" + metric + selected + "\\{.*\\} [-0-9.eE+]+");
    Rig.eventually(
        () -> assertThat(rig.page("/metrics").lines()).as(panel).anyMatch(line.asMatchPredicate()));
  }

  @Test
  void nameIngressesThatNobodyAnswersFor() {
    rig.ingress("missing", "missing.test", Map.of(), Path.prefix("/", "no-such-service"));
    rig.ingress("empty", "empty.test", Map.of(), Path.prefix("/", "empty"));
    assertThat(orphan("missing", "no-service")).isEqualTo("1.0");
    assertThat(orphan("missing", "no-endpoint")).isEqualTo("0.0");
    assertThat(orphan("empty", "no-service")).isEqualTo("0.0");
    assertThat(orphan("empty", "no-endpoint")).isEqualTo("1.0");
  }

  private static String orphan(String ingress, String type) {
    return rig.page("/metrics")
        .lines()
        .filter(line -> line.startsWith("nginx_ingress_controller_orphan_ingress{"))
        .filter(
            line -> line.contains("ingress=\"" + ingress + "\"") && line.contains("type=\"" + type))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst()
        .orElseThrow();
  }

  private static void review(String name, Map<String, String> annotations) {
    Rig.await(
        rig.cluster.review(
            ResourceTypes.INGRESSES,
            Manifests.ingress(name, name + ".test", annotations, Path.prefix("/", "web"))));
  }

  @Test
  void tellWhichIngressesMayNotBeStored() {
    review("good", Map.of());
    review("bad", Map.of("limit-rps", "many"));
    assertThat(rig.page("/metrics"))
        .containsPattern("_check_success\\{.*ingress=\"good\",namespace=\"default\"} 1\\.0")
        .containsPattern("_check_errors\\{.*ingress=\"bad\",namespace=\"default\"} 1\\.0")
        .doesNotContainPattern("_check_errors\\{.*ingress=\"good\"")
        .containsPattern("_admission_roundtrip_duration\\{.*} \\d");
  }

  @Test
  void tellWhenCertificatesEnd() {
    Rig.eventually(
        () ->
            assertThat(rig.page("/metrics"))
                .containsPattern(
                    "ssl_expire_time_seconds\\{class=\"nginx\",.*host=\"backend.test\".*"
                        + "secret_name=\"cert-tls\"} \\d")
                .containsPattern(
                    "ssl_certificate_info\\{.*host=\"backend.test\".*"
                        + "issuer_common_name=\"authority\""));
  }

  @Test
  void forgetAnIngressThatIsGone() {
    rig.ingress("gone", "gone-metric.test", Map.of(), Path.prefix("/", "web"));
    rig.get("gone-metric.test", "/");
    Rig.eventually(() -> assertThat(rig.page("/metrics")).contains("gone-metric.test"));
    rig.cluster.delete(ResourceTypes.INGRESSES, new ObjectKey("default", "gone"));
    Rig.eventually(() -> assertThat(rig.page("/metrics")).doesNotContain("gone-metric.test"));
  }

  @ParameterizedTest(name = "that sent {0}")
  @ValueSource(
      strings = {
        "GET / HTTP/1.1|Host: quiet.test||",
        "GET / HTTP/1.1|Host: quiet.test|Connection: upgrade|Upgrade: websocket"
            + "|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==||",
      })
  void countTheConnectionsOfClients(String request) {
    try (Rig quiet = new Rig()) {
      quiet.serve("quiet", Map.of());
      assertThat(connections(quiet)).isEqualTo("0.0");
      try (RawConnection client = new RawConnection(quiet.http())) {
        client.send(request.replace("|", "\r\n"));
        assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 ");
        assertThat(connections(quiet)).isEqualTo("1.0");
      }
      Rig.eventually(() -> assertThat(connections(quiet)).isEqualTo("0.0"));
    }
  }

  private static String connections(Rig of) {
    return of.page("/metrics")
        .lines()
        .filter(line -> line.contains("nginx_process_connections{"))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst()
        .orElseThrow();
  }
}
