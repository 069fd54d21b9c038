package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.ProxiedNode.NODE;

import io.kubevert.kubeproxy.network.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What must happen to a packet that begins something, in the words of the Services' documentation:
 * it knows nothing of rules.
 */
final class PacketModel {
  private PacketModel() {}

  enum Source {
    CLIENT,
    POD1,
    NODE,
    OUTSIDE;

    /** The name of the host. */
    String host() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean isPod() {
      return this == CLIENT || this == POD1;
    }
  }

  enum Destination {
    CLUSTER_IP,
    CLOSED_PORT,
    NODE_PORT,
    EXTERNAL_IP,
    LOAD_BALANCER_IP
  }

  /** A packet by who sends it where. */
  record Packet(Stack stack, Transport transport, Source from, Destination to) {

    /** The same, sent elsewhere. */
    Packet to(Destination other) {
      return new Packet(stack, transport, from, other);
    }
  }

  /** Who may speak to the load-balancer address. */
  enum Ranges {
    EVERYBODY,
    PODS,
    NODES_NETWORK;

    boolean admit(Source source) {
      return switch (this) {
        case EVERYBODY -> true;
        case PODS -> source.isPod();
        case NODES_NETWORK -> !source.isPod();
      };
    }
  }

  /** What an EndpointSlice says of an endpoint. */
  enum Condition {
    READY(true, true, false),
    PUBLISHED_THOUGH_NOT_READY(true, false, false),
    LEAVING(false, true, true),
    NOT_SERVING(false, false, true),
    NOT_READY(false, false, false);

    final boolean ready;
    final boolean serving;
    final boolean terminating;

    Condition(boolean ready, boolean serving, boolean terminating) {
      this.ready = ready;
      this.serving = serving;
      this.terminating = terminating;
    }
  }

  /**
   * An endpoint.
   *
   * @param here whether it is on the node that is looked at
   * @param zoneHint the zone that it is meant for; empty for none
   * @param nodeHint the node that it is meant for; empty for none
   */
  record Pod(String name, boolean here, Condition condition, String zoneHint, String nodeHint) {}

  /**
   * A Service that is there, with everything that matters to a packet.
   *
   * @param stacks the families that it has a cluster address of
   * @param proxied whether its balancer wants to see what is sent to the balancer's address
   */
  record Settings(
      Set<Stack> stacks,
      Set<Transport> transports,
      boolean nodePort,
      boolean externalIp,
      boolean loadBalancer,
      boolean proxied,
      Ranges ranges,
      boolean internalLocal,
      boolean externalLocal,
      boolean affinity) {}

  /**
   * Where packets are sent from, or come by.
   *
   * @param zone the node's; empty for none
   * @param masqueradeAll whether all clients of cluster addresses are masqueraded
   */
  record Node(String zone, boolean masqueradeAll) {}

  /** What the client must see. */
  sealed interface Expectation {
    record Refused() implements Expectation {}

    record Silence() implements Expectation {}

    /** Refusal or silence. */
    record Nobody() implements Expectation {}

    /** One of some pods answers, and sees the client's own address, another one, or any. */
    record Answer(Set<String> pods, Seen seen) implements Expectation {}

    /** What must happen to a client that a pod answered before: only that one may, if it may. */
    default Expectation rememberedAt(String pod) {
      return this instanceof Answer(Set<String> pods, Seen seen) && pods.contains(pod)
          ? new Answer(Set.of(pod), seen)
          : this;
    }

    default boolean fits(Outcome outcome, String client, String clientAddress) {
      return switch (this) {
        case Refused() -> outcome instanceof Outcome.Refused;
        case Silence() -> outcome instanceof Outcome.Silence;
        case Nobody() -> outcome instanceof Outcome.Refused || outcome instanceof Outcome.Silence;
        case Answer(Set<String> pods, Seen seen) ->
            outcome instanceof Outcome.Answered(String by, String source)
                && pods.contains(by)
                && seen.fits(source.equals(clientAddress), by.equals(client));
      };
    }
  }

  enum Seen {
    OWN_ADDRESS,
    ANOTHER_ADDRESS,
    ANY_ADDRESS;

    /** A pod that reaches itself must see another address than its own. */
    boolean fits(boolean own, boolean itself) {
      return switch (this) {
        case OWN_ADDRESS -> own != itself;
        case ANOTHER_ADDRESS -> !own;
        case ANY_ADDRESS -> true;
      };
    }
  }

  /**
   * What must happen at a destination of a Service that is not there. A node whose kernel lacks
   * SCTP may leave it unanswered.
   */
  static Expectation withoutService(Packet packet) {
    if (packet.to() != Destination.NODE_PORT) {
      return new Expectation.Silence();
    }
    return packet.transport() == Transport.SCTP
        ? new Expectation.Nobody()
        : new Expectation.Refused();
  }

  /**
   * What must happen at a destination of a Service.
   *
   * @param pods its endpoints of the packet's family
   */
  static Expectation expect(Packet packet, Settings service, List<Pod> pods, Node node) {
    if (!service.stacks().contains(packet.stack())) {
      return withoutService(packet);
    }
    boolean clusterIp =
        packet.to() == Destination.CLUSTER_IP || packet.to() == Destination.CLOSED_PORT;
    if (!service.transports().contains(packet.transport())) {
      return clusterIp ? new Expectation.Refused() : withoutService(packet);
    }
    Source from = packet.from();
    boolean captured =
        switch (packet.to()) {
          case CLUSTER_IP -> true;
          case CLOSED_PORT -> false;
          case NODE_PORT -> service.nodePort();
          case EXTERNAL_IP -> service.externalIp();
          case LOAD_BALANCER_IP ->
              service.loadBalancer() && !service.proxied() && service.ranges().admit(from);
        };
    if (!captured) {
      return clusterIp ? new Expectation.Refused() : withoutService(packet);
    }
    Endpoints endpoints = new Endpoints(pods, node.zone());
    return clusterIp
        ? internal(from, service, endpoints, node.masqueradeAll())
        : external(from, service, endpoints);
  }

  private static Expectation internal(
      Source from, Settings service, Endpoints endpoints, boolean masqueradeAll) {
    Seen seen =
        switch (from) {
          case CLIENT, POD1 -> masqueradeAll ? Seen.ANOTHER_ADDRESS : Seen.OWN_ADDRESS;
          case OUTSIDE -> Seen.ANOTHER_ADDRESS;
          case NODE -> Seen.ANY_ADDRESS;
        };
    return endpoints.answer(service.internalLocal(), seen);
  }

  private static Expectation external(Source from, Settings service, Endpoints endpoints) {
    if (from == Source.NODE) {
      return endpoints.answer(false, Seen.ANY_ADDRESS);
    }
    if (!service.externalLocal()) {
      return endpoints.answer(false, Seen.ANOTHER_ADDRESS);
    }
    return endpoints.answer(from == Source.OUTSIDE, Seen.OWN_ADDRESS);
  }

  /** A Service's endpoints, seen from a node in a zone. */
  private record Endpoints(List<Pod> pods, String zone) {

    Expectation answer(boolean localOnly, Seen seen) {
      List<Pod> everywhere = choose(pod -> true);
      if (everywhere.isEmpty()) {
        return new Expectation.Refused();
      }
      List<Pod> chosen = localOnly ? choose(Pod::here) : near(everywhere);
      return chosen.isEmpty()
          ? new Expectation.Silence()
          : new Expectation.Answer(
              chosen.stream().map(Pod::name).collect(Collectors.toSet()), seen);
    }

    /** Those that are ready, or else those that leave and still serve. */
    private List<Pod> choose(Predicate<Pod> where) {
      List<Pod> ready = pods.stream().filter(where.and(pod -> pod.condition().ready)).toList();
      return ready.isEmpty()
          ? pods.stream().filter(where.and(pod -> pod.condition() == Condition.LEAVING)).toList()
          : ready;
    }

    /** Hints count if each ready one has such a hint, and one is meant for here. */
    private List<Pod> near(List<Pod> chosen) {
      if (!chosen.getFirst().condition().ready) {
        return chosen;
      }
      List<Pod> forNode = meantFor(chosen, Pod::nodeHint, NODE);
      List<Pod> forZone = zone.isEmpty() ? List.of() : meantFor(chosen, Pod::zoneHint, zone);
      return !forNode.isEmpty() ? forNode : !forZone.isEmpty() ? forZone : chosen;
    }

    private static List<Pod> meantFor(List<Pod> chosen, Function<Pod, String> hint, String place) {
      return chosen.stream().map(hint).anyMatch(String::isEmpty)
          ? List.of()
          : chosen.stream().filter(pod -> hint.apply(pod).equals(place)).toList();
    }
  }
}
