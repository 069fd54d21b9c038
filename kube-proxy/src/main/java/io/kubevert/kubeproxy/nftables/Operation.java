package io.kubevert.kubeproxy.nftables;

/** One step of a transaction. */
public sealed interface Operation {

  /** Makes the table, unless it is there. */
  record AddTable() implements Operation {}

  /**
   * Makes a table, not there yet, that only this connection to the kernel can change, and that ends
   * with it (Linux 5.12).
   */
  record AddOwnedTable() implements Operation {}

  /** Removes the table, which must be there, with all that is in it. */
  record DeleteTable() implements Operation {}

  /** Makes a chain, unless it is there, and has it hold its rules and no others. */
  record AddChain(Chain chain) implements Operation {}

  /** Removes a chain, which nothing may lead to, with its rules. */
  record DeleteChain(String name) implements Operation {}

  /** Makes a set or map, unless it is there with the same definition. */
  record AddCollection(Collection collection) implements Operation {}

  /** Adds an element, which must not be there with another value. */
  record AddElement(Element element) implements Operation {}

  /** Removes an element, which must be there. */
  record DeleteElement(Element.Key key) implements Operation {}
}
