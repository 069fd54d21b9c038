package io.kubevert.kubeproxy.nftables;

import io.kubevert.kubeproxy.netlink.MessageBuffer;
import io.kubevert.kubeproxy.netlink.NetlinkSocket;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The kernel's nftables, in the network namespace of the thread that opens it: chains and rules by
 * libnftables, elements by netlink.
 */
public final class KernelNftables implements Nftables {
  /** A transaction of more operations is not listened to: the kernel could not keep its events. */
  private static final int MOST_HEARD_OPERATIONS = 2_000;

  private final LibNftables text;
  private final NetlinkSocket socket;
  private final ElementTable elements;
  private final int port;
  private final Set<Integer> ownGenerations = new HashSet<>();
  private int textPort;
  private RulesetMonitor monitor;
  private boolean missed;

  private KernelNftables(LibNftables text, NetlinkSocket socket) throws IOException {
    this.text = text;
    this.socket = socket;
    this.elements = new ElementTable(socket);
    this.port = socket.port();
    this.textPort = port;
    this.monitor = RulesetMonitor.open();
  }

  /**
   * Connects to the kernel.
   *
   * @throws NftablesException if libnftables or the kernel's nftables is missing or too old, or
   *     this process may not use it; the message says which, and the remedy
   */
  public static KernelNftables open() {
    LibNftables text = LibNftables.open();
    try {
      return new KernelNftables(text, NetlinkSocket.open());
    } catch (IOException e) {
      text.close();
      throw failed("connect to the kernel", e);
    }
  }

  @Override
  public void run(Transaction transaction) {
    if (transaction.isEmpty()) {
      return;
    }
    try {
      if (transaction.operations().size() > MOST_HEARD_OPERATIONS) {
        runUnheard(transaction);
      } else {
        write(transaction);
      }
    } catch (IOException e) {
      throw failed("change the table " + transaction.table(), e);
    }
  }

  @Override
  public List<Operation> difference(
      Table table, Set<String> sets, Map<Element.Key, String> wanted) {
    try {
      return elements.difference(table, sets, wanted);
    } catch (IOException e) {
      throw failed("read the table " + table, e);
    }
  }

  @Override
  public Set<Table> changedByOthers() {
    Set<Table> changed = new HashSet<>();
    try {
      boolean all = monitor.collect(this::isOurs, changed);
      if (!all || missed) {
        missed = false;
        changed.addAll(elements.tables());
      }
      ownGenerations.clear();
      return changed;
    } catch (IOException e) {
      throw failed("hear of changes", e);
    }
  }

  @Override
  public Set<String> chains(Table table) {
    return text.chains(table);
  }

  @Override
  public Optional<Hits> hits(Table table, String map, String key) {
    return text.hits(table, map, key);
  }

  @Override
  public Map<String, Hits> hits(Table table, String map, Set<String> keys) {
    try {
      return elements.hits(table, map, keys);
    } catch (IOException e) {
      throw failed("read the table " + table, e);
    }
  }

  @Override
  public void close() {
    text.close();
    try {
      socket.close();
      monitor.close();
    } catch (IOException e) {
      throw failed("let go of the kernel", e);
    }
  }

  /**
   * If others commit while libnftables does, generations do not tell whose is whose; but a commit
   * that it made alone has told its socket.
   */
  private boolean isOurs(int author, int generation) {
    if (ownGenerations.contains(generation)) {
      textPort = author;
    }
    return author == port || author == textPort;
  }

  /** If others change something meanwhile, {@link #changedByOthers} tells of all tables. */
  private void runUnheard(Transaction transaction) throws IOException {
    Set<Table> changed = new HashSet<>();
    boolean all = monitor.collect(this::isOurs, changed);
    monitor.close();
    int before = generation();
    try {
      write(transaction);
    } finally {
      monitor = RulesetMonitor.open();
      missed = missed || !all || !changed.isEmpty() || generation() != before + 1;
    }
  }

  private void write(Transaction transaction) throws IOException {
    if (elements.handles(transaction)) {
      elements.run(transaction);
      return;
    }
    int before = generation();
    text.run(transaction);
    elements.learn(transaction);
    if (generation() == before + 1) {
      ownGenerations.add(before + 1);
    }
  }

  /** How many commits the kernel has seen in this namespace. */
  private int generation() throws IOException {
    int[] generation = {0};
    socket.get(
        new MessageBuffer().begin(NetfilterTables.GET_GENERATION, 0, 0, 0),
        message ->
            message.forEach(
                attribute -> {
                  if (attribute.type() == NetfilterTables.GENERATION_ID) {
                    generation[0] = attribute.number();
                  }
                }));
    return generation[0];
  }

  private static NftablesException failed(String what, IOException cause) {
    return new NftablesException("could not " + what + ": " + cause.getMessage(), cause);
  }
}
