package io.kubevert.nodeagent.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.process.Command;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That nft takes the rules; what they do to packets is tried with pods. */
final class NodeRulesTest {
  private static final Ipv4Range LOCAL = Ipv4Range.parse("10.233.64.0/24");
  private static final List<Ipv4Range> DIRECT =
      List.of(Ipv4Range.parse("10.233.64.0/18"), Ipv4Range.parse("10.233.0.0/18"));
  private static final List<Ipv4Range> CONTROL = List.of(Ipv4Range.parse("203.0.113.0/24"));

  static List<NodeRules> rules() {
    HostPort everywhere = new HostPort("", "tcp", 80, "10.233.64.2", 8080);
    HostPort somewhere = new HostPort("192.0.2.11", "udp", 53, "10.233.64.3", 5353);
    return List.of(
        new NodeRules(LOCAL, DIRECT, List.of(), List.of()),
        new NodeRules(LOCAL, DIRECT, CONTROL, List.of()),
        new NodeRules(LOCAL, DIRECT, CONTROL, List.of(everywhere)),
        new NodeRules(LOCAL, DIRECT, List.of(), List.of(everywhere, somewhere)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void nftTakesThem(NodeRules rules) throws Exception {
    Command.Result result =
        Command.of("unshare", "--net", "nft", "--file", "-").reading(rules.render()).await();
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }
}
