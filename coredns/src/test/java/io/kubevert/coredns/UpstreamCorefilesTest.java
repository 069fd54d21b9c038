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

/**
 * The Corefiles that kubeadm, node-cache and others install, as they are; and what a wrong one
 * says.
 */
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
      ip6.arpa:53 {
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

  private static final String K3S =
      """
      .:53 {
          errors
          health
          ready
          kubernetes cluster.local in-addr.arpa ip6.arpa {
            pods insecure
            fallthrough in-addr.arpa ip6.arpa
          }
          hosts /etc/coredns/NodeHosts {
            ttl 60
            reload 15s
            fallthrough
          }
          prometheus :9153
          cache 30
          loop
          reload
          loadbalance
          import /etc/coredns/custom/*.override
          forward . /etc/resolv.conf
      }
      import /etc/coredns/custom/*.server
      """;

  private static final String OPENSHIFT =
      """
      .:5353 {
          bufsize 1232
          errors
          log . {
              class error
          }
          health {
              lameduck 20s
          }
          ready
          kubernetes cluster.local in-addr.arpa ip6.arpa {
              pods insecure
              fallthrough in-addr.arpa ip6.arpa
          }
          prometheus 127.0.0.1:9153
          forward . /etc/resolv.conf {
              policy sequential
          }
          cache 900 {
              denial 9984 30
          }
          reload
      }
      hostname.bind:5353 {
          template CH TXT {
              answer "hostname.bind 0 CH TXT {$HOSTNAME}"
          }
      }
      """;

  @Test
  void distributions(Vertx vertx) {
    assertThat(assemble(vertx, K3S).tables().keySet()).hasToString("[192.0.2.1:53]");
    Assembly openshift = assemble(vertx, OPENSHIFT);
    assertThat(openshift.tables().keySet()).hasToString("[192.0.2.1:5353]");
    assertThat(openshift.lameduck()).isEqualTo(Duration.ofSeconds(20));
  }

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
    assertThat(assembly.tables().values().iterator().next().chains()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kubernets cluster.local | near 'kubernets': no such plugin",
        "forward . | near 'forward': takes at least 2 argument(s), has 1",
        "forward . https://192.0.2.1/q | near 'https://192.0.2.1/q': servers are asked by dns://",
        "bind nowhere0 | near 'nowhere0': neither an IP address nor a network interface",
        "reload 1s | near '1s': the interval is 2s at least",
        "whoami now | near 'now': one argument too many",
        "health :x | near ':x': 'x' is not a port",
        "loadbalance least | near 'least': the policy is round_robin or weighted",
        "ready :8181 now | near 'now': one argument too many",
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
        "kubernetes { kubeconfig /root/.kube/config | not needed here",
        "kubernetes { apiserver_qps 10 | not needed here",
        "kubernetes { multicluster clusterset.local | Services of other clusters",
        "kubernetes { zonal pin | one argument too many",
        "hosts { fallthrough_unsupported | goes with fallthrough only",
        "ready { monitor always | plugins are monitored until-ready or continuously",
        "prometheus { runtime_metrics | Go's runtime is not here",
        "prometheus { tls web.yml | metrics are shown over plain HTTP",
        "loadbalance { reload 5s | only a file of weights is read again",
        "loadbalance { prefer here | not a network",
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
