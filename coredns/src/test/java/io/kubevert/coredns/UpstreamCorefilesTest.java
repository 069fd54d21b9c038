package io.kubevert.coredns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.corefile.CorefileException;
import io.kubevert.coredns.corefile.CorefileParser;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.plugin.Shared;
import io.kubevert.coredns.plugin.Site;
import io.kubevert.coredns.server.Assembler;
import io.kubevert.coredns.server.Assembly;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Corefiles that kubeadm and node-cache install, as they are; and what a wrong one says. */
@ExtendWith(VertxExtension.class)
class UpstreamCorefilesTest {
  private static final String KUBEADM =
      """
      .:53 {
          errors
          health {
             lameduck 5s
          }
          ready
          kubernetes cluster.local in-addr.arpa ip6.arpa {
             pods insecure
             fallthrough in-addr.arpa ip6.arpa
             ttl 30
          }
          prometheus :9153
          forward . /etc/resolv.conf {
             max_concurrent 1000
          }
          cache 30 {
             disable success cluster.local
             disable denial cluster.local
          }
          loop
          reload
          loadbalance
      }
      """;

  private static final String NODE_CACHE =
      """
      __PILLAR__DNS__DOMAIN__:53 {
          errors
          cache {
                  success 9984 30
                  denial 9984 5
          }
          reload
          loop
          bind __PILLAR__LOCAL__DNS__ __PILLAR__DNS__SERVER__
          forward . __PILLAR__CLUSTER__DNS__ {
                  force_tcp
          }
          prometheus :9253
          health __PILLAR__LOCAL__DNS__:8080
          }
      in-addr.arpa:53 {
          errors
          cache 30
          reload
          loop
          bind __PILLAR__LOCAL__DNS__ __PILLAR__DNS__SERVER__
          forward . __PILLAR__CLUSTER__DNS__ {
                  force_tcp
          }
          prometheus :9253
          }
      .:53 {
          errors
          cache 30
          reload
          loop
          bind __PILLAR__LOCAL__DNS__ __PILLAR__DNS__SERVER__
          forward . __PILLAR__UPSTREAM__SERVERS__
          prometheus :9253
          }
      """;

  @Test
  void kubeadms(Vertx vertx) {
    Assembly assembly = assemble(vertx, KUBEADM);
    assertThat(assembly.tables().keySet()).hasToString("[192.0.2.1:53]");
    assertThat(assembly.pages().keySet())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder("192.0.2.1:8080", "192.0.2.1:8181", "192.0.2.1:9153");
    assertThat(assembly.lameduck()).isEqualTo(Duration.ofSeconds(5));
    assertThat(assembly.reloadInterval().orElseThrow())
        .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(45));
  }

  @Test
  void nodeCaches(Vertx vertx) {
    Assembly assembly = assemble(vertx, NODE_CACHE);
    assertThat(assembly.tables().keySet()).hasToString("[169.254.25.10:53]");
    assertThat(assembly.tables().values().iterator().next().chains()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kubernets cluster.local | near 'kubernets': no such plugin",
        "forward . | near 'forward': takes at least 2 argument(s), has 1",
        "forward . upstream.example | near 'upstream.example': neither an IP address nor a file",
        "forward . https://9.9.9.9 | near 'https://9.9.9.9': servers are asked by dns:// or tls://",
        "bind nowhere0 | near 'nowhere0': neither an IP address nor a network interface",
        "reload 1s | near '1s': the interval is 2s at least",
        "whoami now | near 'now': one argument too many",
        "health :x | near ':x': 'x' is not a port",
        "bufsize 100 | near '100': must be between 512 and 4096",
      })
  void faultsNameTheWord(String line, String message, Vertx vertx) {
    assertThatThrownBy(() -> assemble(vertx, ".:53 {\n" + line + "\n}\n"))
        .isInstanceOf(CorefileException.class)
        .hasMessageStartingWith("Corefile:2: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kubernetes cluster.local { pods all | pods are disabled, insecure or verified",
        "kubernetes cluster.local { ttl 3601 | must be between 0 and 3600",
        "kubernetes cluster.local { color red | unknown property of 'kubernetes'",
        "cache 30 { servfail 6m | 5 minutes at most",
        "cache 30 { prefetch 10 1m ten | a percentage",
        "forward . 192.0.2.1 { policy fast | the policy is random, round_robin or sequential",
        "acl { forbid net * | the actions are allow, block, filter and drop",
      })
  void faultsOfPropertiesNameTheirLine(String directive, String message, Vertx vertx) {
    String text = ".:53 {\n" + directive.replace("{ ", "{\n") + "\n}\n}\n";
    assertThatThrownBy(() -> assemble(vertx, text))
        .isInstanceOf(CorefileException.class)
        .hasMessageStartingWith("Corefile:3: ")
        .hasMessageContaining(message);
  }

  private static Assembly assemble(Vertx vertx, String text) {
    return Assembler.assemble(
        CorefileParser.parse(
            new CorefileSource.Inline(text),
            CoreDnsConfig.pillars(List.of("169.254.25.10"), "10.233.0.3")),
        vertx,
        new FakeControlPlane(),
        new Site("node", List.of("192.0.2.1"), "192.0.2.1", Path.of("")),
        new Shared(new PrometheusRegistry()),
        InstantSource.system());
  }
}
