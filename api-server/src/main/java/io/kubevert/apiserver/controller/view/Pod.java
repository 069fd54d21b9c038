package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What controllers know of a pod.
 *
 * @param nodeName empty until it is scheduled
 * @param pinnedNode the one node that its affinity allows by name, as of a DaemonSet's pod
 * @param ports ports of all containers that run for the pod's life
 * @param phase Pending, Running, Succeeded, Failed or Unknown
 * @param addresses its addresses, the primary one first
 * @param readySince when it last became ready; empty while it is not
 * @param restarts how often its containers were started again
 * @param endedAt when the last of its containers ended; empty while one may run
 */
public record Pod(
    Metadata metadata,
    Optional<String> nodeName,
    Optional<String> pinnedNode,
    Optional<String> hostname,
    Optional<String> subdomain,
    List<ContainerPort> ports,
    List<Toleration> tolerations,
    String phase,
    List<String> addresses,
    Optional<Instant> readySince,
    int restarts,
    Optional<Instant> endedAt)
    implements KubeObject {

  /** Marks the pod by which a system component shows up; its node's agent does not run it. */
  private static final String MIRROR = "kubernetes.io/config.mirror";

  public static Pod of(JsonNode object) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    return new Pod(
        Metadata.of(object),
        Fields.text(spec.path("nodeName")),
        pinnedNode(spec),
        Fields.text(spec.path("hostname")),
        Fields.text(spec.path("subdomain")),
        ports(spec),
        Toleration.listOf(spec),
        status.path("phase").asText("Pending"),
        addresses(status),
        readySince(status),
        restarts(status),
        endedAt(status));
  }

  private static Optional<String> pinnedNode(JsonNode spec) {
    JsonNode field =
        spec.at(
            "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution"
                + "/nodeSelectorTerms/0/matchFields/0");
    return field.path("key").asText().equals("metadata.name")
        ? Fields.text(field.path("values").path(0))
        : Optional.empty();
  }

  private static List<ContainerPort> ports(JsonNode spec) {
    List<ContainerPort> ports = new ArrayList<>();
    for (JsonNode container : spec.path("containers")) {
      container.path("ports").forEach(port -> ports.add(ContainerPort.of(port)));
    }
    for (JsonNode container : spec.path("initContainers")) {
      if (container.path("restartPolicy").asText().equals("Always")) {
        container.path("ports").forEach(port -> ports.add(ContainerPort.of(port)));
      }
    }
    return List.copyOf(ports);
  }

  private static List<String> addresses(JsonNode status) {
    List<String> addresses = Fields.list(status.path("podIPs"), ip -> ip.path("ip").asText());
    return addresses.isEmpty()
        ? Fields.text(status.path("podIP")).map(List::of).orElse(List.of())
        : addresses;
  }

  private static Optional<Instant> readySince(JsonNode status) {
    JsonNode ready = Fields.condition(status.path("conditions"), "Ready");
    return ready.path("status").asText().equals("True")
        ? Optional.of(Fields.time(ready.path("lastTransitionTime")).orElse(Instant.EPOCH))
        : Optional.empty();
  }

  private static int restarts(JsonNode status) {
    int most = 0;
    for (JsonNode container : status.path("containerStatuses")) {
      most = Math.max(most, container.path("restartCount").asInt());
    }
    return most;
  }

  private static Optional<Instant> endedAt(JsonNode status) {
    List<Optional<Instant>> ends =
        Fields.list(
            status.path("containerStatuses"),
            container -> Fields.time(container.at("/state/terminated/finishedAt")));
    return ends.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : ends.stream().flatMap(Optional::stream).max(Comparator.naturalOrder());
  }

  /**
   * Its first address of a family.
   *
   * @param family IPv4 or IPv6
   */
  public Optional<String> address(String family) {
    boolean wantColon = family.equals("IPv6");
    return addresses.stream().filter(address -> address.contains(":") == wantColon).findFirst();
  }

  public boolean ready() {
    return readySince.isPresent();
  }

  /** Whether it has been ready for at least so long. */
  public boolean availableAt(Instant now, Duration minReady) {
    return readySince.filter(since -> !since.plus(minReady).isAfter(now)).isPresent();
  }

  /** Whether its containers have run to their end. */
  public boolean finished() {
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** Whether it runs or will, and nobody has asked it to stop. */
  public boolean active() {
    return !finished() && !metadata.deleting();
  }

  /** Whether it stands for a component that is no container. */
  public boolean mirror() {
    return metadata.annotations().containsKey(MIRROR);
  }
}
