package io.kubevert.kubeproxy;

import io.kubevert.kubeproxy.nftables.Element;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.nftables.NftablesException;
import io.kubevert.kubeproxy.nftables.Operation;
import io.kubevert.kubeproxy.nftables.Table;
import io.kubevert.kubeproxy.nftables.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What was written to the kernel, so that a test can wait for it. */
final class TransactionLog {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final List<String> texts = new ArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();

  /** Passes everything on, and notes transactions that succeeded. */
  Nftables around(Nftables nftables) {
    return new Nftables() {
      @Override
      public void run(Transaction transaction) {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          throw new NftablesException("the test lets it fail");
        }
        nftables.run(transaction);
        note(transaction.toString());
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

  /** Lets the next transactions fail, whatever they are. */
  void failNext(int transactions) {
    failures.set(transactions);
  }

  /** Whether a transaction is still to fail. */
  boolean failing() {
    return failures.get() > 0;
  }

  synchronized void await(String written) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (texts.stream().noneMatch(text -> text.contains(written))) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("never written: " + written + "; last: " + texts.getLast());
      }
      wait(left);
    }
  }

  synchronized List<String> texts() {
    return List.copyOf(texts);
  }

  private synchronized void note(String text) {
    texts.add(text);
    notifyAll();
  }
}
