package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static io.kubevert.kubeproxy.ProxiedNode.OTHER_NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.ProxiedNode.Settings;
import io.kubevert.kubeproxy.network.Host;
import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import io.kubevert.kubeproxy.network.Outcome.Refused;
import io.kubevert.kubeproxy.network.Outcome.Silence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where packets to Services end, the same for each family and protocol. Every Service has TCP, UDP
 * and SCTP at the same numbers.
 */
class EveryProtocolPacketsTest {
  private static final int FIRST = 80;
  private static final int PARALLEL = 16;
  private static final int MANY = 40;
  private static final String FREE = "free";

  /** Name, both traffic policies, and endpoints: ready unless they are said to be leaving. */
  private static final List<String> SERVICES =
      """
      any             | Cluster | pod1 pod2 remote
      local           | Local   | pod1 remote
      elsewhere       | Local   | remote
      draining        | Local   | pod1-gone pod2-leaving remote
      leaving         | Cluster | pod1-gone pod2-leaving
      nobody          | Cluster |
      nobody-local    | Local   |
      itself          | Cluster | pod1
      itself-local    | Local   | pod1
      published       | Cluster | pod1-published
      guarded         | Cluster | pod1
      proxied         | Cluster | pod1
      portless        | Cluster | pod1
      """
          .lines()
          .toList();

  /**
   * Who sends to which Services' which address, who may answer, and whose source address is seen:
   * the client's own, another, or any. The address {@code outside} stands for node port, external
   * and load-balancer address, each.
   */
  private static final List<String> PACKETS =
      """
      client  | cluster  | any                 | pod1 pod2 remote | own
      outside | cluster  | any                 | pod1 pod2 remote | other
      node    | cluster  | any                 | pod1 pod2 remote | any
      pod1    | cluster  | itself itself-local | pod1             | other
      client  | cluster  | local               | pod1             | own
      node    | cluster  | local               | pod1             | any
      outside | cluster  | local               | pod1             | other
      outside | cluster  | elsewhere           | silence          |
      client  | cluster  | elsewhere           | silence          |
      node    | cluster  | elsewhere           | silence          |
      client  | cluster  | draining leaving    | pod2             | own
      outside | cluster  | draining leaving    | pod2             | other
      node    | cluster  | draining leaving    | pod2             | any
      client  | cluster  | published           | pod1             | own
      client  | cluster  | nobody nobody-local | refused          |
      node    | cluster  | nobody nobody-local | refused          |
      outside | cluster  | nobody nobody-local | refused          |
      client  | closed   | any nobody          | refused          |
      node    | closed   | any                 | refused          |
      outside | closed   | any nobody          | refused          |
      client  | cluster  | free                | silence          |
      node    | cluster  | free                | silence          |
      outside | cluster  | free                | silence          |
      outside | outside  | any                 | pod1 pod2 remote | other
      client  | outside  | any                 | pod1 pod2 remote | other
      node    | outside  | any                 | pod1 pod2 remote | any
      outside | outside  | local               | pod1             | own
      client  | outside  | local               | pod1 remote      | own
      node    | outside  | local               | pod1 remote      | any
      pod1    | outside  | itself itself-local | pod1             | other
      outside | outside  | elsewhere           | silence          |
      client  | outside  | elsewhere           | remote           | own
      node    | outside  | elsewhere           | remote           | any
      outside | outside  | draining            | pod2             | own
      client  | outside  | draining            | remote           | own
      node    | outside  | draining            | remote           | any
      outside | outside  | leaving             | pod2             | other
      client  | outside  | leaving             | pod2             | other
      outside | outside  | published           | pod1             | other
      outside | outside  | nobody nobody-local | refused          |
      client  | outside  | nobody nobody-local | refused          |
      node    | outside  | nobody nobody-local | refused          |
      outside | balancer | guarded             | silence          |
      node    | balancer | guarded             | silence          |
      client  | balancer | guarded             | pod1             | other
      pod1    | balancer | guarded             | pod1             | other
      outside | external | guarded             | pod1             | other
      outside | nodeport | guarded             | pod1             | other
      outside | cluster  | guarded             | pod1             | other
      outside | balancer | portless            | pod1             | other
      outside | nodeport | portless            | refused          |
      client  | external | portless            | pod1             | other
      client  | nodeport | portless            | refused          |
      client  | balancer | proxied             | balancer         | own
      client  | cluster  | proxied             | pod1             | own
      """
          .lines()
          .toList();

  private static ProxiedNode node;

  @BeforeAll
  static void start() throws Exception {
    node = ProxiedNode.withPods(Settings.DEFAULT);
    RandomServices.PODS.forEach(pod -> node.host(pod).serveSctp(8080));
    for (String line : SERVICES) {
      String[] words = words(line);
      node.put(service(words[0], words[1]));
      for (Stack stack : Stack.values()) {
        node.put(slice(stack, words[0], words[2]));
      }
    }
    node.settle();
    addServer("balancer", "balancer", "proxied", address(Stack.IPV6, "balancer", "proxied"));
    addServer(FREE, "cluster", FREE, "fd00:64::99");
    String free = address(Stack.IPV6, "cluster", FREE);
    node.host(FREE).namespace().run("ip", "address", "add", free, "dev", "eth0", "nodad");
    node.network().node().run("ip", "route", "add", free, "dev", FREE);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** Somebody who has an address that the node must not, or must, keep packets from. */
  private static void addServer(String name, String kind, String service, String address6) {
    Host host = node.network().pod(name, address(Stack.IPV4, kind, service), address6);
    host.serveTcp(80);
    host.serveUdp(80);
    host.serveSctp(80);
  }

  static Stream<Arguments> everyProtocol() {
    return Arrays.stream(Stack.values())
        .flatMap(
            stack ->
                Arrays.stream(Transport.values()).map(transport -> Arguments.of(stack, transport)));
  }

  @ParameterizedTest
  @MethodSource("everyProtocol")
  void everyPacketEndsWhereTheTableSays(Stack stack, Transport transport) throws Exception {
    List<Callable<String>> probes = new ArrayList<>();
    for (String line : PACKETS) {
      String[] words = words(line);
      for (String service : words[2].split(" ")) {
        for (String to : kinds(words[1])) {
          probes.add(() -> surprise(stack, transport, to, service, words));
        }
      }
    }
    List<String> surprises = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
      for (Future<String> probe : threads.invokeAll(probes)) {
        surprises.add(probe.get());
      }
    }
    surprises.removeIf(String::isEmpty);
    assertThat(surprises).isEmpty();
  }

  /** Empty if what was to happen did. */
  private static String surprise(
      Stack stack, Transport transport, String to, String service, String[] words) {
    Host from = node.host(words[0]);
    Set<String> expected = new TreeSet<>(List.of(words[3].split(" ")));
    boolean several = expected.size() > 1;
    Probes probes =
        Probes.until(
            several ? expected : Set.of(),
            several ? MANY : 1,
            () -> transport.probe(from, address(stack, to, service), port(to, service)));
    boolean fits =
        switch (words[3]) {
          case "silence" -> probes.outcomes().equals(Set.of(new Silence()));
          case "refused" -> probes.outcomes().equals(Set.of(new Refused()));
          default ->
              probes.answerers().equals(expected)
                  && probes.outcomes().stream()
                      .allMatch(outcome -> seen(outcome, words[4], stack.address(from.name())));
        };
    return fits
        ? ""
        : "%s to the %s address of %s: %s, not %s"
            .formatted(words[0], to, service, probes.outcomes(), words[3] + " " + words[4]);
  }

  private static boolean seen(Outcome outcome, String whose, String own) {
    return outcome instanceof Answered(String by, String source)
        && switch (whose) {
          case "own" -> source.equals(own);
          case "other" -> !source.equals(own);
          default -> whose.equals("any");
        };
  }

  private static List<String> kinds(String kind) {
    return kind.equals("outside") ? List.of("nodeport", "external", "balancer") : List.of(kind);
  }

  private static String address(Stack stack, String kind, String service) {
    return switch (kind) {
      case "cluster", "closed" -> stack.clusterIp(number(service));
      case "nodeport" -> stack.node();
      case "external" -> stack.externalIp(number(service));
      case "balancer" -> stack.balancerIp(number(service));
      default -> throw new IllegalArgumentException("no address " + kind);
    };
  }

  private static int port(String kind, String service) {
    return switch (kind) {
      case "nodeport" -> 30_000 + number(service);
      case "closed" -> 81;
      default -> 80;
    };
  }

  /** The one after the last Service's belongs to none. */
  private static int number(String service) {
    List<String> names = SERVICES.stream().map(line -> words(line)[0]).toList();
    return FIRST + (service.equals(FREE) ? names.size() : names.indexOf(service));
  }

  private static ServiceObject service(String name, String policy) {
    ServiceObject object =
        ServiceObject.named(
            name, address(Stack.IPV4, "cluster", name), address(Stack.IPV6, "cluster", name));
    for (Transport transport : Transport.values()) {
      int nodePort = name.equals("portless") ? 0 : port("nodeport", name);
      object.port(transport.name(), transport.name(), 80, nodePort);
    }
    for (Stack stack : Stack.values()) {
      String[] ranges =
          name.equals("guarded")
              ? new String[] {" " + stack.podRange() + " ", stack.strangeRange()}
              : new String[0];
      object
          .externalIp(address(stack, "external", name))
          .loadBalancer(
              address(stack, "balancer", name), name.equals("proxied") ? "Proxy" : "VIP", ranges);
    }
    return object.internalPolicy(policy).externalPolicy(policy);
  }

  private static SliceObject slice(Stack stack, String service, String endpoints) {
    SliceObject slice = stack.emptySlice(service);
    for (Transport transport : Transport.values()) {
      slice.port(transport.name(), transport.name(), 8080);
    }
    for (String endpoint : endpoints.split(" ")) {
      String[] parts = endpoint.split("-");
      if (parts[0].isEmpty()) {
        continue;
      }
      String state = parts.length > 1 ? parts[1] : "ready";
      boolean ready = state.equals("ready") || state.equals("published");
      slice.endpoint(
          stack.address(parts[0]),
          parts[0].equals("remote") ? OTHER_NODE : NODE,
          ready,
          state.equals("ready") || state.equals("leaving"),
          !ready);
    }
    return slice;
  }

  private static String[] words(String line) {
    return Arrays.stream(line.split("[|]", -1)).map(String::strip).toArray(String[]::new);
  }
}
