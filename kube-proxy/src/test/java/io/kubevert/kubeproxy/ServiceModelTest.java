package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.PacketModel.Expectation;
import io.kubevert.kubeproxy.PacketModel.Packet;
import io.kubevert.kubeproxy.PacketModel.Pod;
import io.kubevert.kubeproxy.PacketModel.Settings;
import io.kubevert.kubeproxy.address.NodePortAddresses;
import io.kubevert.kubeproxy.network.Host;
import io.kubevert.kubeproxy.network.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random changes of Services, endpoints and the node's zone, some of them while the proxy is away;
 * from time to time real packets of every family and protocol, each of which must end where a small
 * model says, and where the one before did if the Service has affinity. And in the end the rules
 * are those that the last state gives to a proxy that has seen no other.
 */
class ServiceModelTest {
  private static final int ROUNDS = 4;
  private static final int CHANGES = 25;
  private static final int MISSED_CHANGES = 5;
  private static final int PROBES = 45;
  private static final int CLIENTS = 30;
  private static final int VISITS = 8;
  private static final int PARALLEL = 45;
  private static final String FENCES = "10.233.63.254|fd00:10::f[0-9a-f]{3}";

  @ParameterizedTest
  @CsvSource({"20, false", "26, true"})
  void everyPacketEndsWhereTheModelSaysAndTheWayThereLeavesNoTrace(long seed, boolean masqueradeAll)
      throws Exception {
    ProxiedNode.Settings settings =
        new ProxiedNode.Settings(NodePortAddresses.PRIMARY, masqueradeAll, false);
    RandomServices services = new RandomServices(new Random(seed));
    try (ProxiedNode node = ProxiedNode.withPods(settings);
        ProxiedNode another = ProxiedNode.withPods(settings)) {
      RandomServices.PODS.forEach(pod -> node.host(pod).serveSctp(8080));
      for (int round = 0; round < ROUNDS; round++) {
        for (int change = 0; change < CHANGES; change++) {
          services.change(node);
        }
        node.stop();
        for (int change = 0; change < MISSED_CHANGES; change++) {
          services.change(node);
        }
        node.start();
        node.settle();
        Round probed = new Round(node, services, masqueradeAll);
        assertThat(probed.surprises()).as("seed %d, round %d", seed, round).isEmpty();
      }

      services.putAll(another);
      another.settle();
      for (String family : List.of("ip", "ip6")) {
        Map<String, List<String>> direct = table(another, family);
        assertThat(direct).containsKeys("map service-ips", "chain services");
        eventually(() -> table(node, family).equals(direct));
      }
    }
  }

  private static Map<String, List<String>> table(ProxiedNode node, String family) {
    return TableText.read(node.network().node(), family, FENCES);
  }

  /** Packets to Services as they are at one time. */
  private record Round(ProxiedNode node, RandomServices services, boolean masqueradeAll) {

    /** Packets that did not end as they must. */
    List<String> surprises() throws Exception {
      node.network().node().run("conntrack", "-F");
      List<String> surprises = new ArrayList<>();
      surprises.addAll(all(Stream.generate(this::anyVisit).limit(PROBES)));
      surprises.addAll(all(returningClients()));
      return surprises;
    }

    private static List<String> all(Stream<Callable<String>> visits) throws Exception {
      List<String> surprises = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
        for (Future<String> visit : threads.invokeAll(visits.toList())) {
          surprises.add(visit.get());
        }
      }
      surprises.removeIf(String::isEmpty);
      return surprises;
    }

    private Callable<String> anyVisit() {
      int number = services.number();
      Packet packet = services.packet();
      return () -> surprise(number, packet, expected(number, packet), probe(number, packet));
    }

    /**
     * Clients of Services with affinity, each of which comes several times, by any address that
     * answers.
     */
    private Stream<Callable<String>> returningClients() {
      record Client(int service, Packet like) {}
      Set<Client> clients = new LinkedHashSet<>();
      for (int client = 0; client < CLIENTS; client++) {
        int number = services.number();
        Settings service = services.settings(number);
        Packet packet = services.packet();
        if (service != null && service.affinity()) {
          clients.add(new Client(number, packet.to(PacketModel.Destination.CLUSTER_IP)));
        }
      }
      return clients.stream()
          .map(
              client -> {
                List<Packet> visits =
                    Stream.generate(() -> services.like(client.like()))
                        .limit(VISITS)
                        .filter(it -> expected(client.service(), it) instanceof Expectation.Answer)
                        .toList();
                return () -> surprise(client.service(), visits);
              });
    }

    private String surprise(int number, List<Packet> visits) {
      String remembered = "";
      for (Packet packet : visits) {
        Expectation expected = expected(number, packet).rememberedAt(remembered);
        Outcome outcome = probe(number, packet);
        String surprise = surprise(number, packet, expected, outcome);
        if (!surprise.isEmpty()) {
          return surprise;
        }
        if (outcome instanceof Outcome.Answered(String by, String source)) {
          remembered = by;
        }
      }
      return "";
    }

    private String surprise(int number, Packet packet, Expectation expected, Outcome outcome) {
      Host host = node.host(packet.from().host());
      return expected.fits(outcome, host.name(), packet.stack().address(host.name()))
          ? ""
          : "%s of %s with %s in the zone '%s': %s, not %s"
              .formatted(
                  packet,
                  services.settings(number),
                  services.endpoints(number, packet.stack()),
                  services.zone(),
                  outcome,
                  expected);
    }

    private Expectation expected(int number, Packet packet) {
      Settings service = services.settings(number);
      List<Pod> pods = services.endpoints(number, packet.stack());
      return service == null
          ? PacketModel.withoutService(packet)
          : PacketModel.expect(
              packet, service, pods, new PacketModel.Node(services.zone(), masqueradeAll));
    }

    private Outcome probe(int number, Packet packet) {
      return packet
          .transport()
          .probe(
              node.host(packet.from().host()),
              RandomServices.address(number, packet.stack(), packet.to()),
              RandomServices.port(number, packet.to()));
    }
  }
}
