package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static io.kubevert.kubeproxy.ProxiedNode.OTHER_NODE;

import io.kubevert.kubeproxy.PacketModel.Condition;
import io.kubevert.kubeproxy.PacketModel.Destination;
import io.kubevert.kubeproxy.PacketModel.Packet;
import io.kubevert.kubeproxy.PacketModel.Pod;
import io.kubevert.kubeproxy.PacketModel.Ranges;
import io.kubevert.kubeproxy.PacketModel.Settings;
import io.kubevert.kubeproxy.PacketModel.Source;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A few Services that change at random, with the node's zone, and the objects that say so. */
final class RandomServices {
  static final List<String> PODS = List.of("pod1", "pod2", "remote");

  private static final int SERVICES = 6;
  private static final int CLOSED_PORT = 81;
  private static final List<String> ZONES = List.of("zone-a", "zone-b");
  private static final List<String> NODES = List.of(NODE, OTHER_NODE);
  private static final List<String> DISTRIBUTIONS =
      List.of("", "PreferClose", "PreferSameZone", "PreferSameNode");

  private final Random random;
  private final Map<Integer, Settings> services = new HashMap<>();
  private final Map<Slice, List<Pod>> endpoints = new HashMap<>();
  private String zone = "";

  private record Slice(int service, Stack stack) {}

  RandomServices(Random random) {
    this.random = random;
  }

  /** Changes something and tells the node. */
  void change(ProxiedNode node) {
    int number = number();
    Slice slice = new Slice(number, any(Stack.values()));
    switch (random.nextInt(12)) {
      case 0 -> {
        services.remove(number);
        node.deleteService(name(number));
      }
      case 1 -> {
        endpoints.remove(slice);
        node.deleteSlice(name(number), slice.stack());
      }
      case 2 -> {
        zone = random.nextInt(4) == 0 ? "" : any(ZONES);
        node.putNode(zone);
      }
      case 3, 4, 5, 6 -> {
        services.put(number, someSettings());
        node.put(service(number));
      }
      default -> {
        endpoints.put(slice, somePods());
        node.put(slice(slice));
      }
    }
  }

  /** Tells a node of everything as it is now. */
  void putAll(ProxiedNode node) {
    node.putNode(zone);
    services.keySet().forEach(number -> node.put(service(number)));
    endpoints.keySet().forEach(slice -> node.put(slice(slice)));
  }

  /** The number of any Service, be it there or not. */
  int number() {
    return random.nextInt(SERVICES);
  }

  Packet packet() {
    return new Packet(
        any(Stack.values()),
        any(Transport.values()),
        any(Source.values()),
        any(Destination.values()));
  }

  /** Another packet of the same client, family and protocol. */
  Packet like(Packet packet) {
    return packet.to(any(Destination.values()));
  }

  /** Null for a Service that is not there. */
  Settings settings(int number) {
    return services.get(number);
  }

  List<Pod> endpoints(int number, Stack stack) {
    return endpoints.getOrDefault(new Slice(number, stack), List.of());
  }

  String zone() {
    return zone;
  }

  static String address(int number, Stack stack, Destination to) {
    return switch (to) {
      case CLUSTER_IP, CLOSED_PORT -> stack.clusterIp(number + 1);
      case NODE_PORT -> stack.node();
      case EXTERNAL_IP -> stack.externalIp(100 + number);
      case LOAD_BALANCER_IP -> stack.balancerIp(100 + number);
    };
  }

  static int port(int number, Destination to) {
    return switch (to) {
      case NODE_PORT -> 30_200 + number;
      case CLOSED_PORT -> CLOSED_PORT;
      case CLUSTER_IP, EXTERNAL_IP, LOAD_BALANCER_IP -> 80;
    };
  }

  private Settings someSettings() {
    return new Settings(
        some(Stack.class),
        some(Transport.class),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextInt(4) == 0,
        any(Ranges.values()),
        random.nextInt(3) == 0,
        random.nextBoolean(),
        random.nextInt(3) == 0);
  }

  /** Endpoints without hints, with hints of a kind for each, or with hints for some. */
  private List<Pod> somePods() {
    boolean zones = random.nextBoolean();
    boolean nodes = random.nextInt(3) == 0;
    boolean sparse = random.nextInt(3) == 0;
    List<Pod> pods = new ArrayList<>();
    for (String name : PODS) {
      if (random.nextInt(3) > 0) {
        boolean hinted = !sparse || random.nextBoolean();
        pods.add(
            new Pod(
                name,
                !name.equals("remote"),
                random.nextBoolean() ? Condition.READY : any(Condition.values()),
                zones && hinted ? any(ZONES) : "",
                nodes && hinted ? any(NODES) : ""));
      }
    }
    return pods;
  }

  /** Addresses of the other families are there even if the Service has no part in them. */
  private ServiceObject service(int number) {
    Settings settings = services.get(number);
    ServiceObject object =
        ServiceObject.named(
            name(number),
            settings.stacks().stream()
                .map(stack -> address(number, stack, Destination.CLUSTER_IP))
                .toArray(String[]::new));
    int nodePort = settings.nodePort() ? port(number, Destination.NODE_PORT) : 0;
    settings.transports().forEach(it -> object.port(it.name(), it.name(), 80, nodePort));
    object
        .internalPolicy(settings.internalLocal() ? "Local" : "Cluster")
        .externalPolicy(settings.externalLocal() ? "Local" : "Cluster")
        .trafficDistribution(any(DISTRIBUTIONS));
    if (settings.affinity()) {
      object.affinity(600);
    }
    for (Stack stack : Stack.values()) {
      if (settings.externalIp()) {
        object.externalIp(address(number, stack, Destination.EXTERNAL_IP));
      }
      if (settings.loadBalancer()) {
        object.loadBalancer(
            address(number, stack, Destination.LOAD_BALANCER_IP),
            settings.proxied() ? "Proxy" : "VIP",
            ranges(stack, settings.ranges()));
      }
    }
    return object;
  }

  private static String[] ranges(Stack stack, Ranges ranges) {
    return switch (ranges) {
      case EVERYBODY -> new String[0];
      case PODS -> new String[] {stack.podRange()};
      case NODES_NETWORK -> new String[] {stack.nodeRange()};
    };
  }

  private SliceObject slice(Slice slice) {
    SliceObject object = slice.stack().emptySlice(name(slice.service()));
    for (Transport transport : Transport.values()) {
      object.port(transport.name(), transport.name(), 8080);
    }
    for (Pod pod : endpoints.get(slice)) {
      Condition condition = pod.condition();
      object
          .endpoint(
              slice.stack().address(pod.name()),
              pod.here() ? NODE : OTHER_NODE,
              condition.ready,
              condition.serving,
              condition.terminating)
          .hints(pod.zoneHint(), pod.nodeHint());
    }
    return object;
  }

  private static String name(int number) {
    return "s" + number;
  }

  @SafeVarargs
  private <T> T any(T... values) {
    return values[random.nextInt(values.length)];
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** One or more. */
  private <E extends Enum<E>> Set<E> some(Class<E> type) {
    Set<E> chosen = EnumSet.allOf(type);
    E kept = any(type.getEnumConstants());
    chosen.removeIf(value -> value != kept && random.nextBoolean());
    return chosen;
  }
}
