package io.kubevert.kubeproxy;

import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.nftables.Table;
import io.kubevert.kubeproxy.nftables.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What was written to the kernel, so that a test can wait for it. */
final class TransactionLog {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final List<String> texts = new ArrayList<>();

  /** Passes everything on, and notes transactions that succeeded. */
  Nftables around(Nftables nftables) {
    return new Nftables() {
      @Override
      public void run(Transaction transaction) {
        nftables.run(transaction);
        note(transaction.toString());
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
      public void close() {
        nftables.close();
      }
    };
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
