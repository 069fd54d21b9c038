package io.kubevert.kubeproxy.sync;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.conntrack.Destination;
import io.kubevert.kubeproxy.conntrack.Peer;
import io.kubevert.kubeproxy.nftables.Element;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.nftables.NftablesException;
import io.kubevert.kubeproxy.nftables.Operation;
import io.kubevert.kubeproxy.nftables.Table;
import io.kubevert.kubeproxy.nftables.Transaction;
import io.kubevert.kubeproxy.rules.ElementKinds;
import io.kubevert.kubeproxy.rules.Family;
import io.kubevert.kubeproxy.rules.RuleSettings;
import io.kubevert.kubeproxy.rules.ServiceCompiler;
import io.kubevert.kubeproxy.rules.ServiceRules;
import io.kubevert.kubeproxy.rules.Stages;
import io.kubevert.kubeproxy.rules.TableState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one family's table as it must be. The first write, and any after a failure, compares
 * everything with what is there; the others write differences only. Belongs to the thread of its
 * {@link Nftables}.
 */
final class TableWriter {
  private static final Logger LOG = LoggerFactory.getLogger(TableWriter.class);

  /** So many Services are compiled by all processors together. */
  private static final int MANY = 500;

  private final Nftables nftables;
  private final Family family;
  private final WriteObserver observer;
  private final TableState state;
  private final GoneDestinations gone = new GoneDestinations();
  private RuleSettings settings;
  private boolean inSync;

  TableWriter(Nftables nftables, Family family, RuleSettings settings, WriteObserver observer) {
    this.nftables = nftables;
    this.family = family;
    this.settings = settings;
    this.observer = observer;
    this.state = new TableState(family, settings);
  }

  /**
   * Writes what changed.
   *
   * @throws NftablesException if nothing could be written; the next call tries everything again
   */
  void write(Changes changes) {
    long begin = System.nanoTime();
    boolean whole = !inSync;
    try {
      if (whole) {
        state.take(compile(changes));
        writeWhole();
      } else {
        writeDifference(state.change(compile(changes)));
      }
    } catch (NftablesException e) {
      observer.writeFailed(family);
      throw e;
    }
    observer.written(family, whole, Duration.ofNanos(System.nanoTime() - begin));
  }

  /** Lets node ports answer at other addresses, for each Service from its next change on. */
  void answerNodePortsAt(List<String> addresses) {
    settings = settings.withNodePortIps(addresses);
  }

  /** Lets cluster addresses be of other ranges, from the next write on: that of the whole table. */
  void expectAddressesOf(List<String> serviceCidrs) {
    settings = settings.withServiceCidrs(serviceCidrs);
    state.settings(settings);
    inSync = false;
  }

  /** Whether chains are left over that {@link #sweep} would remove. */
  boolean hasLeftovers() {
    return state.hasRetired();
  }

  /** Removes the chains that nothing leads to; to be called a second after they were left. */
  void sweep() {
    if (inSync && state.hasRetired()) {
      try {
        writeDifference(state.sweep());
      } catch (NftablesException e) {
        observer.sweepFailed(family);
        throw e;
      }
    }
  }

  /** Makes good what somebody else did to the table, or may have done. */
  void repair() {
    LOG.atInfo()
        .addKeyValue("table", family.table())
        .log("somebody else may have changed the table, comparing it");
    writeWhole();
  }

  Family family() {
    return family;
  }

  boolean writes(Table table) {
    return inSync && table.equals(family.table());
  }

  Set<ObjectKey> serviceKeys() {
    return state.serviceKeys();
  }

  /** What a Service has in the table, in the order of maps and keys. */
  List<ProgrammedElement> elements(ObjectKey service) {
    List<ProgrammedElement> elements = new ArrayList<>();
    new TreeMap<>(state.of(service).elements())
        .forEach(
            (key, value) ->
                elements.add(
                    new ProgrammedElement(
                        service,
                        family.table().toString(),
                        key.collection(),
                        key.key(),
                        TableState.readable(key, value),
                        hits(key))));
    return elements;
  }

  /** Adds the connections of each Service's destinations, counted by the kernel. */
  void collectConnections(Map<ObjectKey, Nftables.Hits> totals) {
    Map<String, ObjectKey> destinations = state.destinationKeys();
    nftables
        .hits(family.table(), ElementKinds.DESTINATIONS, destinations.keySet())
        .forEach((key, hits) -> totals.merge(destinations.get(key), hits, Nftables.Hits::plus));
  }

  private Optional<Nftables.Hits> hits(Element.Key key) {
    return state.counts(key.collection())
        ? nftables.hits(family.table(), key.collection(), key.key())
        : Optional.empty();
  }

  /** Destinations that are gone have nobody who may answer, for a while. */
  void collectDatagramEndpoints(Map<Destination, Set<Peer>> endpoints) {
    state.collectDatagramEndpoints(endpoints);
    gone.recent().forEach(destination -> endpoints.putIfAbsent(destination, Set.of()));
  }

  void collectDestinations(Set<Destination> destinations) {
    state.collectDestinations(destinations);
  }

  private Map<ObjectKey, ServiceRules> compile(Changes changes) {
    ServiceCompiler compiler = new ServiceCompiler(family, settings, changes.node());
    var views = changes.services().entrySet();
    return (views.size() < MANY ? views.stream() : views.parallelStream())
        .collect(Collectors.toMap(Map.Entry::getKey, view -> compile(compiler, view.getValue())));
  }

  private static ServiceRules compile(ServiceCompiler compiler, Optional<ServiceView> view) {
    return view.map(present -> compiler.compile(present.service(), present.slices()))
        .orElse(ServiceRules.NONE);
  }

  private void writeDifference(TableState.Difference difference) {
    try {
      run(difference.chains());
      runElements(difference.elements());
    } catch (NftablesException e) {
      LOG.atWarn()
          .addKeyValue("table", family.table())
          .addKeyValue("cause", e.getMessage())
          .log("a change was refused, comparing the whole table");
      writeWhole();
    }
  }

  private void writeWhole() {
    inSync = false;
    try {
      run(state.structure());
      runElements(nftables.difference(family.table(), state.sets(), state.elements()));
    } catch (NftablesException e) {
      LOG.atWarn()
          .addKeyValue("table", family.table())
          .addKeyValue("cause", e.getMessage())
          .log("the table that is there does not fit, replacing it");
      run(state.anew());
    }
    inSync = true;
    state.found(nftables.chains(family.table()));
  }

  private void runElements(List<Operation> operations) {
    Stages.of(operations).forEach(this::run);
    gone.add(TableState.removedDatagrams(operations));
  }

  private void run(List<Operation> operations) {
    if (!operations.isEmpty()) {
      nftables.run(new Transaction(family.table(), operations));
    }
  }
}
