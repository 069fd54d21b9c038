package io.kubevert.coredns.plugin.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.LogLines;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Rcode;

/** What the log says of questions that failed. */
@ExtendWith(VertxExtension.class)
class ErrorsTest {
  private static final String PACKAGE = "io.kubevert.coredns";

  @Test
  void aStartBeforeTheApiServersIsQuiet(Vertx vertx) throws Exception {
    String corefile =
        """
        .:0 {
            errors
            cache 30
            kubernetes cluster.local {
                startup_timeout 10ms
            }
            forward . 127.0.0.1:1 {
                failfast_all_unhealthy_upstreams
            }
        }
        """;
    try (LogLines log = new LogLines(PACKAGE);
        TestServer server = TestServer.start(vertx, corefile, neverThere())) {
      for (String question :
          new String[] {
            "web.default.svc.cluster.local. A",
            "cluster.local. NS",
            ". NS",
            "123456.789.in-addr.arpa. HINFO"
          }) {
        assertServfail(server, question);
        assertServfail(server, question);
      }
      assertThat(log.warnings()).isEmpty();
      assertThat(log.all()).anyMatch(line -> line.startsWith("INFO the API server has not listed"));

      assertServfail(server, "www.example.org. A");
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .startsWith("WARN SERVFAIL")
          .contains("name=\"www.example.org.\"", "by=\"forward\"")
          .containsPattern("reason=\"(127.0.0.1:1: |no healthy server)");
    }
  }

  @Test
  void failuresOfAKindAreCollected(Vertx vertx) throws Exception {
    String corefile =
        """
        .:0 {
            errors {
                stacktrace
                consolidate 50ms "^as .*igured$" info
                consolidate 1h "^no match" warning show_first
                consolidate 1h "^no match" error
            }
            template IN A {
                match ^known
            }
            erratic {
                drop 0
            }
        }
        """;
    try (LogLines log = new LogLines(PACKAGE)) {
      try (TestServer server = TestServer.start(vertx, corefile)) {
        assertServfail(server, "unknown.test. A");
        assertThat(log.warnings())
            .singleElement()
            .asString()
            .contains("WARN SERVFAIL", "reason=\"no match, and no fallthrough\"");
        assertServfail(server, "unknown.test. A");
        assertThat(log.warnings()).hasSize(1);
        assertServfail(server, "example.org. MX");
        Eventually.holds(
            vertx,
            () -> log.all().contains("INFO 1 errors like '^as .*igured$' occurred in last 50ms"));
        assertThat(log.all()).noneMatch(line -> line.contains("as configured"));
      }
      assertThat(log.warnings())
          .hasSize(2)
          .endsWith("WARN 2 errors like '^no match' occurred in last 1h");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "errors stderr | near 'stderr': the log is written to standard output",
        "consolidate 5m | near 'consolidate': takes at least 2 argument(s), has 1",
        "consolidate 0s x | near '0s': must be longer than nothing",
        "consolidate 5m ( | near '(': not a regular expression",
        "consolidate 5m x loud | near 'loud': the levels are warning, error, info and debug",
        "consolidate 5m x show_first info | near 'info': show_first, or nothing",
        "panic | near 'panic': unknown property of 'errors'"
      })
  void faultsNameTheWord(String line, String fault, Vertx vertx) {
    String directive = line.startsWith("errors") ? line : "errors {\n" + line + "\n}";
    assertThatThrownBy(() -> TestServer.start(vertx, ".:0 {\n" + directive + "\n}\n"))
        .hasMessageContaining(fault);
  }

  private static void assertServfail(TestServer server, String question) throws Exception {
    String[] words = question.split(" ");
    assertThat(server.ask(words[0], words[1]).getRcode()).as(question).isEqualTo(Rcode.SERVFAIL);
  }

  /** A control plane that nobody reaches. */
  private static ControlPlane neverThere() {
    return context ->
        new KubeClient() {
          @Override
          public Future<ApiResponse> send(ApiRequest request) {
            return Future.failedFuture("not there");
          }

          @Override
          public Future<Watch> watch(ResourceType type, Consumer<WatchEvent> handler) {
            return Future.failedFuture("not there");
          }
        };
  }
}
