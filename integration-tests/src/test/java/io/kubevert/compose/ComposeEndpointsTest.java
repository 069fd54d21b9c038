package io.kubevert.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.process.Command;
import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every port that {@code docker-compose.yml} publishes answers curl, on this machine's loopback.
 */
@KubevertCluster
@Tag("published-ports")
class ComposeEndpointsTest {
  private final Kubectl kubectl;

  ComposeEndpointsTest(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          6443/readyz  | 200 | ok
          6443/livez   | 200 | ok
          6443/version | 200 | v1.32
          6443/metrics | 200 | apiserver_
          6443/api     | 200 | "v1"
          """)
  void theApiServerAnswersItsAdministrator(
      String address, int status, String content, @TempDir Path directory) throws Exception {
    Answer answer = curlAsAdministrator("https://127.0.0.1:" + address, directory);
    assertThat(answer.status()).as(answer.content()).isEqualTo(status);
    assertThat(answer.content()).contains(content);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1188/health  | OK
          1181/ready   | OK
          1153/metrics | coredns_build_info
          """)
  void clusterDnsAnswers(String address, String content) throws Exception {
    assertAnswers("http://127.0.0.1:1" + address, 200, content);
  }

  @ParameterizedTest
  @CsvSource({"+notcp", "+tcp"})
  void clusterDnsResolves(String transport) throws Exception {
    Command.Result result =
        Command.of(
                "dig",
                "@127.0.0.1",
                "-p",
                "11053",
                "+short",
                transport,
                "kubernetes.default.svc.cluster.local")
            .await();
    assertThat(result.output()).isEqualTo("10.233.0.1\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          248/healthz        | 200 | ''
          248/readyz         | 200 | ''
          248/metrics        | 200 | ''
          256/healthz        | 200 | lastUpdated
          256/livez          | 200 | lastUpdated
          249/metrics        | 200 | kubeproxy_sync_proxy_rules_duration_seconds
          249/debug/services | 200 | default/kubernetes
          080/               | 404 | default backend - 404
          254/healthz        | 200 | ''
          254/readyz         | 200 | ''
          254/metrics        | 200 | nginx_ingress_controller_build_info
          254/debug/routes   | 200 | {
          354/health         | 200 | OK
          353/metrics        | 200 | coredns_cache
          """)
  void everyPartOfEveryWorkerAnswers(String address, int status, String content) throws Exception {
    for (int worker = 1; worker <= 3; worker++) {
      assertAnswers("http://127.0.0.1:1" + worker + address, status, content);
    }
  }

  @Test
  void everyWorkersIngressSpeaksTls() throws Exception {
    for (int worker = 1; worker <= 3; worker++) {
      assertAnswers("https://127.0.0.1:1" + worker + "443/", 404, "default backend - 404");
    }
  }

  @Test
  void everyNodeApiKnowsItsCallers(@TempDir Path directory) throws Exception {
    for (int worker = 1; worker <= 3; worker++) {
      Answer answer = curlAsAdministrator("https://127.0.0.1:1" + worker + "250/pods", directory);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.content()).contains("only the API server may ask");
    }
  }

  @Test
  void podsDoNotReachBusAndStore() throws Exception {
    kubectl.run(
        "run", "intruder", "--image=kubevert/multitool", "--restart=Never", "--", "sleep", "300");
    kubectl.run("wait", "--for=condition=Ready", "pod/intruder", "--timeout=60s");
    for (String address : List.of("10.236.0.10", "10.236.0.11", "10.235.0.10", "10.235.0.11")) {
      for (String port : List.of("5701", "5702")) {
        Command.Result attempt =
            kubectl.tryToRun("", "exec", "intruder", "--", "nc", "-z", "-w", "2", address, port);
        assertThat(attempt.exitCode()).as(address + ":" + port).isNotZero();
      }
    }
    kubectl.run("delete", "pod", "intruder", "--grace-period=1");
  }

  private record Answer(int status, String content) {}

  private static void assertAnswers(String url, int status, String content) throws Exception {
    Answer answer = curl(url, List.of());
    assertThat(answer.status()).as(url + ": " + answer.content()).isEqualTo(status);
    assertThat(answer.content()).as(url).contains(content);
  }

  private Answer curlAsAdministrator(String url, Path directory) throws Exception {
    Path certificate = credential("client-certificate-data", directory.resolve("tls.crt"));
    Path key = credential("client-key-data", directory.resolve("tls.key"));
    return curl(url, List.of("--cert", certificate.toString(), "--key", key.toString()));
  }

  private Path credential(String field, Path file) throws Exception {
    String encoded =
        kubectl.run("config", "view", "--raw", "-o", "jsonpath={.users[0].user." + field + "}");
    return Files.write(file, Base64.getDecoder().decode(encoded));
  }

  private static Answer curl(String url, List<String> options)
      throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of("curl", "-sS", "--insecure", "--max-time", "20", "-w", "\n%{http_code}"));
    words.addAll(options);
    words.add(url);
    String output = Command.of(words.toArray(String[]::new)).await().output();
    int end = output.lastIndexOf('\n');
    return new Answer(Integer.parseInt(output.substring(end + 1)), output.substring(0, end));
  }
}
