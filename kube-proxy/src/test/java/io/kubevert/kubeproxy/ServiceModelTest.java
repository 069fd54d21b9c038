package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.Eventually.eventually;
import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static io.kubevert.kubeproxy.ProxiedNode.OTHER_NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.PacketModel.Condition;
import io.kubevert.kubeproxy.PacketModel.Destination;
import io.kubevert.kubeproxy.PacketModel.Expectation;
import io.kubevert.kubeproxy.PacketModel.Pod;
import io.kubevert.kubeproxy.PacketModel.Ranges;
import io.kubevert.kubeproxy.PacketModel.Settings;
import io.kubevert.kubeproxy.PacketModel.Source;
import io.kubevert.kubeproxy.network.Host;
import io.kubevert.kubeproxy.network.NodeNetwork;
import io.kubevert.kubeproxy.network.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
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
 * Random changes of Services and endpoints; from time to time real connections, each of which must
 * end where a small model says. And in the end the rules are those that the last state gives to a
 * proxy that has seen no other.
 */
class ServiceModelTest {
  private static final int SERVICES = 5;
  private static final int ROUNDS = 4;
  private static final int CHANGES = 25;
  private static final int PROBES = 30;
  private static final int PARALLEL = 6;
  private static final int CLOSED_PORT = 81;
  private static final String FENCE = "10.233.63.254";

  private final Map<Integer, Settings> services = new HashMap<>();
  private final Map<Integer, List<Pod>> endpoints = new HashMap<>();
  private ProxiedNode node;

  @BeforeEach
  void start() {
    node = ProxiedNode.withPods(ProxiedNode.Settings.DEFAULT);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {20, 26})
  void everyPacketEndsWhereTheModelSaysAndTheWayThereLeavesNoTrace(long seed) throws Exception {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      for (int change = 0; change < CHANGES; change++) {
        change(random);
      }
      node.settle();
      assertThat(surprises(random)).as("seed %d, round %d", seed, round).isEmpty();
    }

    try (ProxiedNode another = ProxiedNode.withPods(ProxiedNode.Settings.DEFAULT)) {
      services.keySet().forEach(number -> another.put(service(number)));
      endpoints.keySet().forEach(number -> another.put(slice(number)));
      another.settle();
      Map<String, List<String>> direct = table(another);
      assertThat(direct).containsKeys("map service-ips", "chain services");
      eventually(() -> table(node).equals(direct));
    }
  }

  private void change(Random random) {
    int number = random.nextInt(SERVICES);
    switch (random.nextInt(8)) {
      case 0 -> {
        services.remove(number);
        node.deleteService(name(number));
      }
      case 1, 2, 3 -> {
        services.put(number, settings(random));
        node.put(service(number));
      }
      default -> {
        endpoints.put(number, pods(random));
        node.put(slice(number));
      }
    }
  }

  /** Connections that did not end as they must. */
  private List<String> surprises(Random random) throws Exception {
    List<Callable<String>> probes = new ArrayList<>();
    for (int probe = 0; probe < PROBES; probe++) {
      int number = random.nextInt(SERVICES);
      Source from = Source.values()[random.nextInt(Source.values().length)];
      Destination to = Destination.values()[random.nextInt(Destination.values().length)];
      probes.add(() -> surprise(number, from, to));
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

  private String surprise(int number, Source from, Destination to) {
    Settings service = services.get(number);
    List<Pod> pods = endpoints.getOrDefault(number, List.of());
    Expectation expected =
        service == null
            ? PacketModel.withoutService(to)
            : PacketModel.expect(from, to, service, pods);
    Host host = node.host(from.host());
    Outcome outcome = host.tcp(address(number, to), port(number, to));
    return expected.fits(outcome, host.name(), host.address())
        ? ""
        : "%s to %s of %s with %s: %s, not %s"
            .formatted(from, to, service, pods, outcome, expected);
  }

  private static Settings settings(Random random) {
    return new Settings(
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        Ranges.values()[random.nextInt(Ranges.values().length)],
        random.nextInt(3) == 0,
        random.nextBoolean(),
        random.nextInt(3) == 0);
  }

  private static List<Pod> pods(Random random) {
    List<Pod> pods = new ArrayList<>();
    for (String name : List.of("pod1", "pod2", "remote")) {
      if (random.nextInt(3) > 0) {
        Condition condition = Condition.values()[random.nextInt(Condition.values().length)];
        pods.add(new Pod(name, !name.equals("remote"), condition));
      }
    }
    return pods;
  }

  private ServiceObject service(int number) {
    Settings settings = services.get(number);
    ServiceObject object =
        ServiceObject.named(name(number), address(number, Destination.CLUSTER_IP))
            .port(
                "",
                "TCP",
                port(number, Destination.CLUSTER_IP),
                settings.nodePort() ? port(number, Destination.NODE_PORT) : 0)
            .internalPolicy(settings.internalLocal() ? "Local" : "Cluster")
            .externalPolicy(settings.externalLocal() ? "Local" : "Cluster");
    if (settings.externalIp()) {
      object.externalIp(address(number, Destination.EXTERNAL_IP));
    }
    if (settings.affinity()) {
      object.affinity(600);
    }
    if (settings.loadBalancer()) {
      object.loadBalancer(
          address(number, Destination.LOAD_BALANCER_IP), "VIP", ranges(settings.ranges()));
    }
    return object;
  }

  private static String[] ranges(Ranges ranges) {
    return switch (ranges) {
      case EVERYBODY -> new String[0];
      case PODS -> new String[] {"10.233.64.0/18"};
      case NODES_NETWORK -> new String[] {"192.0.2.0/24"};
    };
  }

  private SliceObject slice(int number) {
    SliceObject slice = SliceObject.of(name(number));
    for (Pod pod : endpoints.get(number)) {
      slice.endpoint(
          node.host(pod.name()).address(),
          pod.here() ? NODE : OTHER_NODE,
          pod.condition() == Condition.READY,
          pod.condition() != Condition.NOT_SERVING,
          pod.condition() != Condition.READY);
    }
    return slice;
  }

  private static String name(int number) {
    return "s" + number;
  }

  private static String address(int number, Destination to) {
    return switch (to) {
      case CLUSTER_IP, CLOSED_PORT -> "10.233.2." + (number + 1);
      case NODE_PORT -> NodeNetwork.NODE_IP;
      case EXTERNAL_IP -> "198.51.100." + (100 + number);
      case LOAD_BALANCER_IP -> "203.0.113." + (100 + number);
    };
  }

  private static int port(int number, Destination to) {
    return switch (to) {
      case NODE_PORT -> 30_200 + number;
      case CLOSED_PORT -> CLOSED_PORT;
      case CLUSTER_IP, EXTERNAL_IP, LOAD_BALANCER_IP -> 80;
    };
  }

  private static Map<String, List<String>> table(ProxiedNode node) {
    return TableText.read(node.network().node(), "ip", FENCE);
  }
}
