package io.kubevert.nodeagent.server;

import io.vertx.core.WorkerExecutor;
import java.util.List;

/** Programs in containers whose client is gone. */
final class Programs {
  private Programs() {}

  /**
   * Asks a program to end, and all that it has started: crun, which stands before it, passes no
   * signal on. With crun goes its terminal, which also ends shells that do not heed the signal.
   */
  static void end(WorkerExecutor threads, Process crun) {
    if (!crun.isAlive()) {
      return;
    }
    threads.executeBlocking(
        () -> {
          List<ProcessHandle> programs = crun.descendants().toList();
          programs.forEach(ProcessHandle::destroy);
          crun.destroy();
          return null;
        },
        false);
  }
}
