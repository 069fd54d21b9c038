package io.kubevert.benchmarks.proxy;

import io.kubevert.kubeproxy.nftables.Element;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.nftables.Operation;
import io.kubevert.kubeproxy.nftables.Table;
import io.kubevert.kubeproxy.nftables.Transaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stands between the proxy and the kernel, counts endpoints until there are enough, and from then
 * on notes when an endpoint's address got there.
 */
final class WriteLog {
  private static final String ENDPOINTS = "endpoints";

  private final Map<String, Long> written = new HashMap<>();
  private long firstCall;
  private long elements;
  private boolean loaded;

  /** Passes everything on. */
  Nftables around(Nftables nftables) {
    return new Nftables() {
      @Override
      public void run(Transaction transaction) {
        if (makesRules(transaction)) {
          begin();
        }
        nftables.run(transaction);
        note(transaction);
      }

      @Override
      public List<Operation> difference(
          Table table, Set<String> sets, Map<Element.Key, String> wanted) {
        return nftables.difference(table, sets, wanted);
      }

      @Override
      public Set<Table> changedByOthers() {
        return nftables.changedByOthers();
      }

      @Override
      public Set<String> chains(Table table) {
        return nftables.chains(table);
      }

      @Override
      public Optional<Hits> hits(Table table, String map, String key) {
        return nftables.hits(table, map, key);
      }

      @Override
      public Map<String, Hits> hits(Table table, String map, Set<String> keys) {
        return nftables.hits(table, map, keys);
      }

      @Override
      public void close() {
        nftables.close();
      }
    };
  }

  /**
   * Waits for an endpoint.
   *
   * @return the {@link System#nanoTime} at which the kernel had it
   */
  synchronized long await(String address) throws InterruptedException {
    while (!written.containsKey(address)) {
      wait();
    }
    return written.get(address);
  }

  /** When each address got to the kernel. */
  synchronized Map<String, Long> written() {
    return Map.copyOf(written);
  }

  synchronized void awaitElements(long enough) throws InterruptedException {
    while (elements < enough) {
      wait();
    }
    loaded = true;
  }

  /** When the first sets and maps were about to be made. */
  synchronized long firstCall() {
    return firstCall;
  }

  private static boolean makesRules(Transaction transaction) {
    return transaction.operations().stream()
        .anyMatch(operation -> operation instanceof Operation.AddCollection);
  }

  private synchronized void begin() {
    if (firstCall == 0) {
      firstCall = System.nanoTime();
    }
  }

  private synchronized void note(Transaction transaction) {
    long now = System.nanoTime();
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Operation.AddElement(Element element)
          && element.key().collection().equals(ENDPOINTS)) {
        if (loaded) {
          String address = element.value().substring(0, element.value().indexOf(' '));
          written.putIfAbsent(address, now);
        } else {
          elements++;
        }
      }
    }
    notifyAll();
  }
}
