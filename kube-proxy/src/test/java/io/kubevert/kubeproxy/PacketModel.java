package io.kubevert.kubeproxy;

import io.kubevert.kubeproxy.network.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What must happen to a connection, in the words of the Services' documentation: it knows nothing
 * of rules.
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

  enum Condition {
    READY,
    LEAVING,
    NOT_SERVING
  }

  /**
   * An endpoint.
   *
   * @param here whether it is on the node that is looked at
   */
  record Pod(String name, boolean here, Condition condition) {}

  /** A Service that is there, with everything that matters to a packet. */
  record Settings(
      boolean nodePort,
      boolean externalIp,
      boolean loadBalancer,
      Ranges ranges,
      boolean internalLocal,
      boolean externalLocal,
      boolean affinity) {}

  /** What the client must see. */
  sealed interface Expectation {
    record Refused() implements Expectation {}

    record Silence() implements Expectation {}

    /** One of some pods answers, and sees the client's own address, another one, or any. */
    record Answer(Set<String> pods, Seen seen) implements Expectation {}

    default boolean fits(Outcome outcome, String client, String clientAddress) {
      return switch (this) {
        case Refused() -> outcome instanceof Outcome.Refused;
        case Silence() -> outcome instanceof Outcome.Silence;
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

  /** What must happen at a destination of a Service that is not there. */
  static Expectation withoutService(Destination destination) {
    return destination == Destination.NODE_PORT
        ? new Expectation.Refused()
        : new Expectation.Silence();
  }

  static Expectation expect(Source from, Destination to, Settings service, List<Pod> pods) {
    return switch (to) {
      case CLUSTER_IP -> internal(from, service, pods);
      case CLOSED_PORT -> new Expectation.Refused();
      case NODE_PORT -> service.nodePort() ? external(from, service, pods) : withoutService(to);
      case EXTERNAL_IP -> service.externalIp() ? external(from, service, pods) : withoutService(to);
      case LOAD_BALANCER_IP ->
          service.loadBalancer() && service.ranges().admit(from)
              ? external(from, service, pods)
              : withoutService(to);
    };
  }

  private static Expectation internal(Source from, Settings service, List<Pod> pods) {
    Seen seen =
        switch (from) {
          case CLIENT, POD1 -> Seen.OWN_ADDRESS;
          case OUTSIDE -> Seen.ANOTHER_ADDRESS;
          case NODE -> Seen.ANY_ADDRESS;
        };
    return answer(service.internalLocal(), pods, seen);
  }

  private static Expectation external(Source from, Settings service, List<Pod> pods) {
    if (from == Source.NODE) {
      return answer(false, pods, Seen.ANY_ADDRESS);
    }
    if (!service.externalLocal()) {
      return answer(false, pods, Seen.ANOTHER_ADDRESS);
    }
    return answer(from == Source.OUTSIDE, pods, Seen.OWN_ADDRESS);
  }

  private static Expectation answer(boolean localOnly, List<Pod> pods, Seen seen) {
    Set<String> everywhere = chosen(pods, pod -> true);
    Set<String> chosen = localOnly ? chosen(pods, Pod::here) : everywhere;
    if (everywhere.isEmpty()) {
      return new Expectation.Refused();
    }
    return chosen.isEmpty() ? new Expectation.Silence() : new Expectation.Answer(chosen, seen);
  }

  /** Those that are ready, or else those that leave and still serve. */
  private static Set<String> chosen(List<Pod> pods, Predicate<Pod> where) {
    Set<String> ready = names(pods, where.and(pod -> pod.condition() == Condition.READY));
    return ready.isEmpty()
        ? names(pods, where.and(pod -> pod.condition() == Condition.LEAVING))
        : ready;
  }

  private static Set<String> names(List<Pod> pods, Predicate<Pod> wanted) {
    return pods.stream().filter(wanted).map(Pod::name).collect(Collectors.toSet());
  }
}
