package io.kubevert.nodeagent.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.kubevert.client.Json;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pods find in resolv.conf; lines are joined by a bar. */
final class ResolvConfTest {
  private static final ResolvConf NODE =
      ResolvConf.parse(
          "# the node's\nnameserver 192.0.2.1\nsearch example.org\noptions timeout:2\n");
  private static final String CLUSTER =
      "search shop.svc.cluster.local svc.cluster.local cluster.local example.org"
          + "|nameserver 169.254.25.10|options ndots:5|";
  private static final String OWN = "search example.org|nameserver 192.0.2.1|options timeout:2|";

  @ParameterizedTest
  @CsvSource({
    "ClusterFirst,            false, cluster",
    "ClusterFirst,            true,  node",
    "ClusterFirstWithHostNet, true,  cluster",
    "Default,                 false, node",
    "None,                    false, nothing",
  })
  void thePolicyChooses(String policy, boolean hostNetwork, String expected) {
    String text =
        switch (expected) {
          case "cluster" -> CLUSTER;
          case "node" -> OWN;
          default -> "";
        };
    assertThat(render(policy, hostNetwork, null)).isEqualTo(text);
  }

  @Test
  void thePodsOwnPartIsAddedAndWins() {
    PodDNSConfig config =
        config(
            """
            {"nameservers":["192.0.2.9"],"searches":["svc.cluster.local","extra"],
             "options":[{"name":"ndots","value":"2"},{"name":"edns0"}]}
            """);
    assertThat(render("ClusterFirst", false, config))
        .isEqualTo(
            "search shop.svc.cluster.local svc.cluster.local cluster.local example.org extra"
                + "|nameserver 169.254.25.10|nameserver 192.0.2.9|options ndots:2 edns0|");
    assertThat(render("None", false, config))
        .isEqualTo("search svc.cluster.local extra|nameserver 192.0.2.9|options ndots:2 edns0|");
  }

  @Test
  void whatAResolverWouldNotLookAtIsLeftOutAndTold() {
    String domains =
        IntStream.range(0, 40).mapToObj(i -> "\"d" + i + "\"").collect(Collectors.joining(","));
    ResolvConf many = of("None", false, config("{\"searches\":[" + domains + "]}"));
    assertThat(many.exceedsLimits()).isTrue();
    assertThat(many.render()).endsWith(" d31\n");
    ResolvConf servers =
        of(
            "None",
            false,
            config("{\"nameservers\":[\"1.1.1.1\",\"2.2.2.2\",\"3.3.3.3\",\"4.4.4.4\"]}"));
    assertThat(servers.exceedsLimits()).isTrue();
    assertThat(servers.render()).doesNotContain("4.4.4.4");
    assertThat(of("ClusterFirst", false, null).exceedsLimits()).isFalse();
  }

  private static PodDNSConfig config(String json) {
    return Json.read(Json.parse(json.getBytes(StandardCharsets.UTF_8)), PodDNSConfig.class);
  }

  private static ResolvConf of(String policy, boolean hostNetwork, PodDNSConfig config) {
    return ResolvConf.of(
        policy, hostNetwork, config, "shop", "169.254.25.10", "cluster.local", NODE);
  }

  private static String render(String policy, boolean hostNetwork, PodDNSConfig config) {
    return of(policy, hostNetwork, config).render().replace('\n', '|');
  }
}
