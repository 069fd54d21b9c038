package io.kubevert.apiserver.storage;

import java.util.Optional;

/** How a compare-and-set ended. */
public sealed interface WriteResult {

  /**
   * The write is durable.
   *
   * @param entry what was written; of a delete, what its event carries
   */
  record Written(Entry entry) implements WriteResult {}

  /**
   * The key was not as expected and nothing was written.
   *
   * @param current what is there instead; empty when there is nothing
   */
  record Lost(Optional<Entry> current) implements WriteResult {}
}
