package io.kubevert.kubeproxy.sync;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.conntrack.Destination;
import io.kubevert.kubeproxy.conntrack.Peer;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.nftables.Operation;
import io.kubevert.kubeproxy.nftables.Transaction;
import io.kubevert.kubeproxy.rules.Family;
import io.kubevert.kubeproxy.rules.RuleSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables of the address families that a node has. Belongs to the thread that made it. */
public final class Tables implements AutoCloseable {
  private final Nftables nftables;
  private final List<TableWriter> writers;
  private final List<TranslationGuard> guards;
  private List<String> nodePortIps;

  public Tables(Nftables nftables, RuleSettings settings) {
    this(nftables, settings, WriteObserver.NONE);
  }

  public Tables(Nftables nftables, RuleSettings settings, WriteObserver observer) {
    this.nftables = nftables;
    this.writers =
        Arrays.stream(Family.values())
            .filter(family -> !family.select(settings.nodeIps()).isEmpty())
            .map(family -> new TableWriter(nftables, family, settings, observer))
            .toList();
    this.guards =
        writers.stream().map(writer -> TranslationGuard.stand(nftables, writer.family())).toList();
    this.nodePortIps = settings.nodePortIps();
  }

  /**
   * Brings every table to what changed.
   *
   * @return whether {@link #sweep} should be called in a second
   */
  public boolean write(Changes changes) {
    guards.forEach(guard -> guard.follow(changes, nodePortIps));
    writers.forEach(writer -> writer.write(changes));
    return writers.stream().anyMatch(TableWriter::hasLeftovers);
  }

  /** Lets node ports answer at other addresses, for each Service from its next change on. */
  public void answerNodePortsAt(List<String> addresses) {
    nodePortIps = List.copyOf(addresses);
    writers.forEach(writer -> writer.answerNodePortsAt(addresses));
  }

  /** Lets cluster addresses be of other ranges, from the next write on. */
  public void expectAddressesOf(List<String> serviceCidrs) {
    writers.forEach(writer -> writer.expectAddressesOf(serviceCidrs));
  }

  /**
   * Removes what nothing leads to any more.
   *
   * @return whether it should be called again in a second
   */
  public boolean sweep() {
    writers.forEach(TableWriter::sweep);
    return writers.stream().anyMatch(TableWriter::hasLeftovers);
  }

  /**
   * Makes good what others did to the tables since the last call.
   *
   * @return whether anybody did anything
   */
  public boolean repair() {
    List<TableWriter> changed =
        nftables.changedByOthers().stream()
            .flatMap(table -> writers.stream().filter(writer -> writer.writes(table)))
            .toList();
    changed.forEach(TableWriter::repair);
    return !changed.isEmpty();
  }

  /** Every UDP and SCTP destination that is programmed, and who may answer there. */
  public Map<Destination, Set<Peer>> datagramEndpoints() {
    Map<Destination, Set<Peer>> endpoints = new HashMap<>();
    writers.forEach(writer -> writer.collectDatagramEndpoints(endpoints));
    return endpoints;
  }

  /** Every destination that is programmed. */
  public Set<Destination> destinations() {
    Set<Destination> destinations = new HashSet<>();
    writers.forEach(writer -> writer.collectDestinations(destinations));
    return destinations;
  }

  /** The Services that have anything in a table. */
  public Set<ObjectKey> serviceKeys() {
    return writers.stream()
        .flatMap(writer -> writer.serviceKeys().stream())
        .collect(Collectors.toSet());
  }

  /** How many connections the kernel counted for each Service that has a destination. */
  public Map<ObjectKey, Nftables.Hits> connections() {
    Map<ObjectKey, Nftables.Hits> connections = new HashMap<>();
    writers.forEach(writer -> writer.collectConnections(connections));
    return connections;
  }

  /** What a Service has in the tables, with the kernel's counters; empty if nothing. */
  public List<ProgrammedElement> elements(ObjectKey service) {
    return writers.stream().flatMap(writer -> writer.elements(service).stream()).toList();
  }

  /** Lets go of the kernel and leaves the tables where they are: traffic goes on. */
  @Override
  public void close() {
    nftables.close();
  }

  /** Removes every table of this proxy from a network namespace. */
  public static void remove(Nftables nftables) {
    for (Family family : Family.values()) {
      nftables.run(
          new Transaction(
              family.table(), List.of(new Operation.AddTable(), new Operation.DeleteTable())));
    }
  }
}
