package io.kubevert.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.process.Command;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.nodeagent.fixture.TestNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What pods have to do with their node's own addresses, seen by packets. */
final class HostAccessTest {
  private static final String SERVER =
      """
      ["perl","-MIO::Socket::INET","-e",
      "$s=IO::Socket::INET->new(LocalPort=>%d,Listen=>5,ReuseAddr=>1);$SIG{TERM}=sub{exit 0};while($c=$s->accept){print $c 'from '.$c->peerhost.qq(\\\\n);close $c}"]
      """;

  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.start();
    // The control network's address on this node, and a machine beyond the node.
    node.inside("ip", "addr", "add", "203.0.113.1/24", "dev", "eth0");
    Command.of("ip", "netns", "add", outside()).await();
    node.inside(
        "ip", "link", "add", "out", "type", "veth", "peer", "name", "in", "netns", outside());
    node.inside("ip", "addr", "add", "198.51.100.1/24", "dev", "out");
    node.inside("ip", "link", "set", "out", "up");
    for (String line : List.of("addr add 198.51.100.2/24 dev in", "link set in up")) {
      Command.of(("ip -n " + outside() + " " + line).split(" ")).await();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    Command.of("ip", "netns", "delete", outside()).await();
    node.close();
    assertThat(node.processes()).isEmpty();
  }

  private static String outside() {
    return node.namespace + "-out";
  }

  @Test
  void aHostPortLeadsToItsPod() throws Exception {
    ObjectKey pod =
        server("port", 8080, "", ",\"ports\":[{\"containerPort\":8080,\"hostPort\":8088}]");
    node.address(pod);
    node.until(
        "the port answers", () -> answers("--net=/run/netns/" + outside(), "198.51.100.1", 8088));
    assertThat(answer("--net=/run/netns/" + outside(), "198.51.100.1", 8088))
        .isEqualTo("from 198.51.100.2\n");
    assertThat(answer("--net=/run/netns/" + node.namespace, "192.0.2.11", 8088))
        .startsWith("from ");
  }

  @Test
  void aPodOnTheNodesNetworkHasItsAddress() throws Exception {
    ObjectKey pod = server("host", 8090, "\"hostNetwork\":true,", "");
    assertThat(node.address(pod)).isEqualTo("192.0.2.11");
    node.until("it answers", () -> answers("--net=/run/netns/" + outside(), "198.51.100.1", 8090));
    ObjectKey client =
        node.pod("client", "{\"containers\":[{\"name\":\"main\",\"image\":\"kubevert/tiny\"}]}");
    node.address(client);
    String from = "--net=/run/netns/" + node.podNamespace(client);
    assertThat(answer(from, "192.0.2.11", 8090)).startsWith("from 10.233.64.");
    // The same server, by an address of the control network.
    assertThat(answers(from, "203.0.113.1", 8090)).isFalse();
  }

  @Test
  void packetsThatLeaveTheClusterHaveTheNodesSource() throws Exception {
    ObjectKey client =
        node.pod("leaver", "{\"containers\":[{\"name\":\"main\",\"image\":\"kubevert/tiny\"}]}");
    node.address(client);
    String from = "--net=/run/netns/" + node.podNamespace(client);
    Process server =
        new ProcessBuilder(
                "nsenter",
                "--net=/run/netns/" + outside(),
                "perl",
                "-MIO::Socket::INET",
                "-e",
                "$s=IO::Socket::INET->new(LocalPort=>9000,Listen=>5,ReuseAddr=>1);"
                    + "while($c=$s->accept){print $c 'from '.$c->peerhost.\"\\n\";close $c}")
            .start();
    try {
      node.until(
          "it answers", () -> answers("--net=/run/netns/" + node.namespace, "198.51.100.2", 9000));
      assertThat(answer(from, "198.51.100.2", 9000)).isEqualTo("from 198.51.100.1\n");
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  /** Were it a port's, it would change as pods come and go, and cut off the others. */
  @Test
  void theBridgeKeepsAnAddressOfItsOwn() throws Exception {
    node.address(
        node.pod("comer", "{\"containers\":[{\"name\":\"main\",\"image\":\"kubevert/tiny\"}]}"));
    assertThat(
            Command.of("ip", "-n", node.namespace, "-o", "link", "show", "cni0").await().output())
        .contains("link/ether 0a:58:0a:e9:40:01 ");
  }

  private static ObjectKey server(String name, int port, String podFields, String containerFields) {
    return node.pod(
        name,
        "{%s\"containers\":[{\"name\":\"main\",\"image\":\"kubevert/tiny\",\"command\":%s%s}]}"
            .formatted(podFields, SERVER.formatted(port), containerFields));
  }

  private static boolean answers(String namespace, String address, int port) {
    try {
      return answer(namespace, address, port).startsWith("from ");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String answer(String namespace, String address, int port) throws Exception {
    return Command.of(
            "nsenter",
            namespace,
            "perl",
            "-MIO::Socket::INET",
            "-e",
            "$s=IO::Socket::INET->new(PeerAddr=>$ARGV[0],PeerPort=>$ARGV[1],Timeout=>1) or exit 1;print <$s>",
            address,
            Integer.toString(port))
        .await()
        .output();
  }
}
