package io.kubevert.kubeproxy.sync;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.conntrack.Destination;
import io.kubevert.kubeproxy.conntrack.Peer;
import io.kubevert.kubeproxy.nftables.Element;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.nftables.NftablesException;
import io.kubevert.kubeproxy.nftables.Operation;
import io.kubevert.kubeproxy.nftables.Transaction;
import io.kubevert.kubeproxy.rules.Family;
import io.kubevert.kubeproxy.rules.RuleSettings;
import io.kubevert.kubeproxy.rules.ServiceCompiler;
import io.kubevert.kubeproxy.rules.ServiceRules;
import io.kubevert.kubeproxy.rules.TableState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one family's table as it must be. The first write, and any after a failure, replaces
 * everything in one transaction; the others write differences. Belongs to the thread of its {@link
 * Nftables}.
 */
final class TableWriter {
  private static final Logger LOG = LoggerFactory.getLogger(TableWriter.class);

  private final Nftables nftables;
  private final Family family;
  private final WriteTimes times;
  private final TableState state;
  private RuleSettings settings;
  private boolean inSync;

  TableWriter(Nftables nftables, Family family, RuleSettings settings, WriteTimes times) {
    this.nftables = nftables;
    this.family = family;
    this.settings = settings;
    this.times = times;
    this.state = new TableState(family, settings);
  }

  /**
   * Writes what changed.
   *
   * @throws NftablesException if nothing could be written; the next call tries everything again
   */
  void write(Changes changes) {
    long begin = System.nanoTime();
    List<Operation> difference = state.change(compile(changes));
    boolean whole = !inSync;
    if (inSync) {
      writeDifference(difference);
    } else {
      writeWhole();
    }
    times.written(family, whole, Duration.ofNanos(System.nanoTime() - begin));
  }

  /** Lets node ports answer at other addresses, for each Service from its next change on. */
  void answerNodePortsAt(List<String> addresses) {
    settings = settings.withNodePortIps(addresses);
  }

  /** Whether chains are left over that {@link #sweep} would remove. */
  boolean hasLeftovers() {
    return state.hasRetired();
  }

  /** Removes the chains that nothing leads to; to be called a second after they were left. */
  void sweep() {
    if (inSync && state.hasRetired()) {
      writeDifference(state.sweep());
    }
  }

  /** Writes the whole table again if somebody removed it, or a part of it. */
  void verify() {
    if (inSync && !nftables.chains(family.table()).containsAll(state.chainNames())) {
      LOG.atWarn()
          .addKeyValue("table", family.table())
          .log("somebody else changed the table, writing it again");
      writeWhole();
    }
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
                        value,
                        hits(key))));
    return elements;
  }

  private Optional<Nftables.Hits> hits(Element.Key key) {
    return state.counts(key.collection())
        ? nftables.hits(family.table(), key.collection(), key.key())
        : Optional.empty();
  }

  void collectDatagramEndpoints(Map<Destination, Set<Peer>> endpoints) {
    state.collectDatagramEndpoints(endpoints);
  }

  private Map<ObjectKey, ServiceRules> compile(Changes changes) {
    ServiceCompiler compiler = new ServiceCompiler(family, settings, changes.node());
    Map<ObjectKey, ServiceRules> compiled = new HashMap<>();
    changes
        .services()
        .forEach(
            (key, view) ->
                compiled.put(
                    key,
                    view.map(present -> compiler.compile(present.service(), present.slices()))
                        .orElse(ServiceRules.NONE)));
    return compiled;
  }

  private void writeDifference(List<Operation> difference) {
    if (difference.isEmpty()) {
      return;
    }
    try {
      run(difference);
    } catch (NftablesException e) {
      LOG.atWarn()
          .addKeyValue("table", family.table())
          .addKeyValue("cause", e.getMessage())
          .log("a change was refused, writing the whole table");
      writeWhole();
    }
  }

  private void writeWhole() {
    inSync = false;
    List<Operation> whole = state.whole();
    try {
      run(whole);
    } catch (NftablesException e) {
      LOG.atWarn()
          .addKeyValue("table", family.table())
          .addKeyValue("cause", e.getMessage())
          .log("the table that is there does not fit, replacing it");
      List<Operation> anew =
          new ArrayList<>(List.of(new Operation.AddTable(), new Operation.DeleteTable()));
      anew.addAll(whole);
      run(anew);
    }
    inSync = true;
    state.found(nftables.chains(family.table()));
  }

  private void run(List<Operation> operations) {
    nftables.run(new Transaction(family.table(), operations));
  }
}
