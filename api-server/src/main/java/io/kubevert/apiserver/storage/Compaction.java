package io.kubevert.apiserver.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/** Decides up to which revision the past is forgotten, from what it is told at every tick. */
public final class Compaction {
  private final int ticksKept;
  private final long revisionsKept;
  private final Deque<Long> revisions = new ArrayDeque<>();

  /**
   * @param ticksKept the past is kept for so many ticks
   * @param revisionsKept and no further back than so many revisions, which bounds the memory
   */
  public Compaction(int ticksKept, long revisionsKept) {
    this.ticksKept = ticksKept;
    this.revisionsKept = revisionsKept;
  }

  /**
   * @param revision the newest revision
   * @return the revision to forget the past up to; empty for none
   */
  public OptionalLong tick(long revision) {
    revisions.add(revision);
    long oldest = revision - revisionsKept;
    if (revisions.size() > ticksKept) {
      oldest = Math.max(oldest, revisions.poll());
    }
    return oldest > 0 ? OptionalLong.of(oldest) : OptionalLong.empty();
  }
}
