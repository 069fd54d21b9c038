package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.PacketModel.Destination;
import io.kubevert.kubeproxy.PacketModel.Expectation;
import io.kubevert.kubeproxy.PacketModel.Packet;
import io.kubevert.kubeproxy.PacketModel.Pod;
import io.kubevert.kubeproxy.PacketModel.Settings;
import io.kubevert.kubeproxy.network.Host;
import io.kubevert.kubeproxy.network.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random changes of Services, endpoints and the node's zone; from time to time real packets of
 * every family and protocol, each of which must end where a small model says. And in the end the
 * rules are those that the last state gives to a proxy that has seen no other.
 */
class ServiceModelTest {
  private static final int ROUNDS = 4;
  private static final int CHANGES = 25;
  private static final int PROBES = 45;
  private static final int PARALLEL = 15;
  private static final String FENCES = "10.233.63.254|fd00:10::f[0-9a-f]{3}";

  private ProxiedNode node;

  @BeforeEach
  void start() {
    node = nodeThatServesEverything();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static ProxiedNode nodeThatServesEverything() {
    ProxiedNode node = ProxiedNode.withPods(ProxiedNode.Settings.DEFAULT);
    RandomServices.PODS.forEach(pod -> node.host(pod).serveSctp(8080));
    return node;
  }

  @ParameterizedTest
  @ValueSource(longs = {20, 26})
  void everyPacketEndsWhereTheModelSaysAndTheWayThereLeavesNoTrace(long seed) throws Exception {
    RandomServices services = new RandomServices(new Random(seed));
    for (int round = 0; round < ROUNDS; round++) {
      for (int change = 0; change < CHANGES; change++) {
        services.change(node);
      }
      node.settle();
      assertThat(surprises(services)).as("seed %d, round %d", seed, round).isEmpty();
    }

    try (ProxiedNode another = ProxiedNode.withPods(ProxiedNode.Settings.DEFAULT)) {
      services.putAll(another);
      another.settle();
      for (String family : List.of("ip", "ip6")) {
        Map<String, List<String>> direct = table(another, family);
        assertThat(direct).containsKeys("map service-ips", "chain services");
        eventually(() -> table(node, family).equals(direct));
      }
    }
  }

  /** Packets that did not end as they must. */
  private List<String> surprises(RandomServices services) throws Exception {
    node.network().node().run("conntrack", "-F");
    List<Callable<String>> probes = new ArrayList<>();
    for (int probe = 0; probe < PROBES; probe++) {
      int number = services.number();
      Packet packet = services.packet();
      probes.add(() -> surprise(services, number, packet));
    }
    List<String> surprises = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
      for (Future<String> probe : threads.invokeAll(probes)) {
        surprises.add(probe.get());
      }
    }
    surprises.removeIf(String::isEmpty);
    return surprises;
  }

  private String surprise(RandomServices services, int number, Packet packet) {
    Settings service = services.settings(number);
    List<Pod> pods = services.endpoints(number, packet.stack());
    Expectation expected =
        service == null
            ? PacketModel.withoutService(packet)
            : PacketModel.expect(packet, service, pods, services.zone());
    Host host = node.host(packet.from().host());
    Destination to = packet.to();
    Outcome outcome =
        packet
            .transport()
            .probe(
                host,
                RandomServices.address(number, packet.stack(), to),
                RandomServices.port(number, to));
    return expected.fits(outcome, host.name(), packet.stack().address(host.name()))
        ? ""
        : "%s of %s with %s in the zone '%s': %s, not %s"
            .formatted(packet, service, pods, services.zone(), outcome, expected);
  }

  private static Map<String, List<String>> table(ProxiedNode node, String family) {
    return TableText.read(node.network().node(), family, FENCES);
  }
}
