package io.kubevert.nodeagent.container;

import io.kubevert.client.process.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** Runs programs in containers to their end, for probes and hooks. */
public final class ContainerExec {
  private final Vertx vertx;
  private final ContainerRuntime runtime;

  public ContainerExec(Vertx vertx, ContainerRuntime runtime) {
    this.vertx = vertx;
    this.runtime = runtime;
  }

  /** Runs a program without input; one that does not end in time is killed. */
  public Future<Command.Result> run(
      RunningContainer container, List<String> program, Duration limit) {
    return new Command(runtime.execWords(container, program), "", limit).run(vertx);
  }
}
