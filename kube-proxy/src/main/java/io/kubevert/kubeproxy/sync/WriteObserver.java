package io.kubevert.kubeproxy.sync;

import io.kubevert.kubeproxy.rules.Family;
import java.time.Duration;

/** Told, on the thread that writes, what came of each write of a family's table. */
public interface WriteObserver {
  /** For those who do not care. */
  WriteObserver NONE =
      new WriteObserver() {
        @Override
        public void written(Family family, boolean whole, Duration took) {}

        @Override
        public void writeFailed(Family family) {}

        @Override
        public void sweepFailed(Family family) {}
      };

  /**
   * @param whole whether the table was written as a whole, not by what differed
   */
  void written(Family family, boolean whole, Duration took);

  /** The table is not as it must be. */
  void writeFailed(Family family);

  /** Chains that nothing leads to are still there. */
  void sweepFailed(Family family);
}
