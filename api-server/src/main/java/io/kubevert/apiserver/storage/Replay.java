package io.kubevert.apiserver.storage;

import java.util.List;

/** What reading the past came to. */
public sealed interface Replay {

  /** Everything that happened, in the order of revisions. */
  record Events(List<StoreEvent> events) implements Replay {
    public Events {
      events = List.copyOf(events);
    }
  }

  /**
   * The past is not kept that far back.
   *
   * @param oldest the oldest revision to ask from
   */
  record Compacted(long oldest) implements Replay {}
}
