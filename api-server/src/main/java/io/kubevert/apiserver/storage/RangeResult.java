package io.kubevert.apiserver.storage;

import java.util.List;

/** What reading a range came to. */
public sealed interface RangeResult {

  /**
   * Entries in the order of their keys, all as of one revision.
   *
   * @param revision the revision that was read
   * @param next the key that the next page starts at; empty on the last page
   * @param remaining how many entries follow this page
   */
  record Page(long revision, List<Entry> entries, String next, int remaining)
      implements RangeResult {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /**
   * The revision is older than what the store keeps.
   *
   * @param oldest the oldest revision that can be read
   */
  record Compacted(long oldest) implements RangeResult {}

  /**
   * The revision is not there yet.
   *
   * @param current the newest revision
   */
  record Ahead(long current) implements RangeResult {}
}
