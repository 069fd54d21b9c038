package io.kubevert.local.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.client.process.Command;
import io.kubevert.netns.NamespaceVertx;
import io.kubevert.netns.NetworkNamespace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ClusterNetworkTest {
  private static final NodeNetwork NETWORK =
      new NodeNetwork("kvtestnet", "10.234.251", List.of("master", "worker1", "worker2"));

  private final Vertx host = Vertx.vertx();
  private final ClusterNetwork network = new ClusterNetwork(NETWORK, host);

  @BeforeEach
  void create() throws Exception {
    await(network.create());
  }

  @AfterEach
  void destroy() throws Exception {
    await(network.destroy());
    await(host.close());
  }

  @Test
  void nodesReachEachOtherAndTheHost() throws Exception {
    for (String target : List.of("10.234.251.10", "10.234.251.12", "10.234.251.1")) {
      assertThat(in("worker1", "ping", "-c1", "-W10", target)).contains("1 received");
    }
    assertThat(await(Command.of("ping", "-c1", "-W10", "10.234.251.11").succeed(host)))
        .contains("1 received");
  }

  @Test
  void packetsOfNodesLeaveThroughTheHostWithItsAddress() throws Exception {
    NetworkNamespace outside = NetworkNamespace.create("kvtestnet-outside");
    try {
      await(
          Command.of("ip", "-batch", "-")
              .reading(
                  """
                  link add kvtestout type veth peer name eth0 netns kvtestnet-outside
                  address add 198.51.100.1/24 dev kvtestout
                  link set kvtestout up
                  """)
              .succeed(host));
      await(
          Command.of("ip", "-n", outside.name(), "-batch", "-")
              .reading("address add 198.51.100.2/24 dev eth0\nlink set eth0 up\n")
              .succeed(host));
      assertThat(in("worker2", "ping", "-c1", "-W10", "198.51.100.2")).contains("1 received");
    } finally {
      outside.delete();
    }
  }

  @Test
  void aNodeIsAPlaceForAVertx() throws Exception {
    NamespaceVertx node =
        NamespaceVertx.create(
            new NetworkNamespace(NETWORK.namespace("worker1")), new VertxOptions());
    try {
      int port =
          await(
              node.vertx()
                  .executeBlocking(() -> 0)
                  .compose(
                      ignored ->
                          node.vertx()
                              .createHttpServer()
                              .requestHandler(request -> request.response().end("worker1"))
                              .listen(0, NETWORK.address("worker1")))
                  .map(server -> server.actualPort()));
      assertThat(
              await(Command.of("curl", "-s", "http://10.234.251.11:" + port + "/").succeed(host)))
          .isEqualTo("worker1");
    } finally {
      await(node.close());
    }
  }

  @Test
  void repeatingAdoptsAndRepairs() throws Exception {
    String before = in("worker1", "cat", "/sys/class/net/eth0/address");
    await(
        Command.of("ip", "-n", NETWORK.switchNamespace(), "link", "delete", "worker2")
            .succeed(host));
    await(Command.of("ip", "link", "delete", NETWORK.hostLink()).succeed(host));
    await(network.create());
    assertThat(in("worker1", "cat", "/sys/class/net/eth0/address")).isEqualTo(before);
    assertThat(in("worker2", "ping", "-c1", "-W10", "10.234.251.1")).contains("1 received");
  }

  @Test
  void destroyLeavesNothingAndMayBeRepeated() throws Exception {
    await(network.destroy());
    await(network.destroy());
    assertThat(await(Command.of("ip", "netns", "list").succeed(host)))
        .doesNotContain(NETWORK.prefix());
    assertThat(await(Command.of("ip", "link", "show").succeed(host)))
        .doesNotContain(NETWORK.prefix());
    assertThat(await(Command.of("nft", "list", "tables").succeed(host)))
        .doesNotContain(NETWORK.prefix());
  }

  @Test
  void anotherClustersAddressesAreNotTaken() {
    ClusterNetwork second =
        new ClusterNetwork(new NodeNetwork("kvtesttwo", NETWORK.subnet(), List.of("master")), host);
    assertThatThrownBy(() -> await(second.create()))
        .hasMessageContaining("the host already reaches 10.234.251.0/24 through kvtestnet0");
  }

  private String in(String node, String... words) throws Exception {
    String[] all = new String[words.length + 4];
    System.arraycopy(new String[] {"ip", "netns", "exec", NETWORK.namespace(node)}, 0, all, 0, 4);
    System.arraycopy(words, 0, all, 4, words.length);
    return await(Command.of(all).succeed(host));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }
}
