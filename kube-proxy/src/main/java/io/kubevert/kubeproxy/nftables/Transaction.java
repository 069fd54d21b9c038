package io.kubevert.kubeproxy.nftables;

import java.util.List;

/**
 * Changes of one table that the kernel makes together or not at all. {@link #toString} is what
 * {@code nft -f} would read.
 */
public record Transaction(Table table, List<Operation> operations) {

  public Transaction {
    operations = List.copyOf(operations);
  }

  public boolean isEmpty() {
    return operations.isEmpty();
  }

  @Override
  public String toString() {
    TransactionText text = new TransactionText(table);
    operations.forEach(text::append);
    return text.toString();
  }
}
