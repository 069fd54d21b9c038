package io.kubevert.nodeagent.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.kubevert.nodeagent.container.RunningContainer;
import io.vertx.core.Future;

/** One attempt of a probe. */
@FunctionalInterface
public interface ProbeAction {

  /**
   * What an attempt said.
   *
   * @param message why it failed; empty when it did not
   */
  record Result(boolean success, String message) {
    static final Result SUCCESS = new Result(true, "");

    static Result failure(String message) {
      return new Result(false, message);
    }
  }

  /** Tries; the future does not fail. */
  Future<Result> attempt(Target target, Probe probe);

  /** What is probed. */
  record Target(String podAddress, Container description, RunningContainer container) {}
}
