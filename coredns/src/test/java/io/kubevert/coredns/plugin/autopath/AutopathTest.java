package io.kubevert.coredns.plugin.autopath;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.testing.Objects;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** The search path of the pod that asks: the test itself, whose address some pod has. */
@ExtendWith(VertxExtension.class)
class AutopathTest {
  private static final String COREFILE =
      """
      .:0 {
          autopath @kubernetes
          kubernetes cluster.local {
              pods verified
          }
          hosts none example.net {
              192.0.2.80 www.example.net
          }
      }
      """;
  private static final String CLUSTER =
      """
      [{"kind": "Namespace", "metadata": {"name": "one"}},
       {"kind": "Namespace", "metadata": {"name": "two"}},
       {"kind": "Service", "metadata": {"namespace": "two", "name": "web"},
        "spec": {"clusterIP": "10.233.0.7", "clusterIPs": ["10.233.0.7"], "ports": [{"port": 80}]}}]
      """;
  private static final String POD =
      """
      {"kind": "Pod", "metadata": {"namespace": "%s", "name": "%s"}, "spec": {"hostNetwork": %s},
       "status": {"phase": "Running", "podIPs": [{"ip": "127.0.0.1"}]}}
      """;

  private final FakeControlPlane controlPlane = new FakeControlPlane();

  @Test
  void thePodsFirstTryIsAnsweredByAnyOfItsTries(Vertx vertx) throws Exception {
    Objects.putAll(controlPlane, CLUSTER);
    Objects.put(controlPlane, POD.formatted("one", "client", false));
    try (TestServer server = TestServer.start(vertx, COREFILE, controlPlane)) {
      assertThat(answer(server.ask("web.two.one.svc.cluster.local.", "A")))
          .contains("IN CNAME web.two.svc.cluster.local.")
          .contains("IN A 10.233.0.7");
      assertThat(answer(server.ask("www.example.net.one.svc.cluster.local.", "A")))
          .contains("IN CNAME www.example.net.")
          .contains("IN A 192.0.2.80");
      assertThat(server.ask("none.example.net.one.svc.cluster.local.", "A").getRcode())
          .isEqualTo(Rcode.NXDOMAIN);
      assertThat(server.ask("www.example.net.two.svc.cluster.local.", "A").getRcode())
          .isEqualTo(Rcode.NXDOMAIN);
    }
  }

  /** Nobody can tell which pod of a shared address asks. */
  @ParameterizedTest
  @CsvSource({"false,true", "true,false", "true,true"})
  void aSharedAddressTellsNothing(boolean onHost, boolean second, Vertx vertx) throws Exception {
    Objects.putAll(controlPlane, CLUSTER);
    Objects.put(controlPlane, POD.formatted("one", "client", onHost));
    if (second) {
      Objects.put(controlPlane, POD.formatted("two", "other", onHost));
    }
    try (TestServer server = TestServer.start(vertx, COREFILE, controlPlane)) {
      assertThat(server.ask("web.two.one.svc.cluster.local.", "A").getRcode())
          .isEqualTo(Rcode.NXDOMAIN);
    }
  }

  private static String answer(Message message) {
    return message.getSection(Section.ANSWER).toString().replaceAll("\\s+", " ");
  }
}
