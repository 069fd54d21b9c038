package io.kubevert.apiserver.controller.statefulset;

import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.workload.RevisionHistory;

/** A pod of a StatefulSet, and how it is. */
record StatefulPod(Pod pod, State state) {

  /** What matters for the order in which pods come and go. */
  enum State {
    /** Asked to stop, and still there. */
    STOPPING,
    /** Ended by itself; another takes its place. */
    FINISHED,
    /** Not ready, or not for long enough. */
    UNAVAILABLE,
    AVAILABLE
  }

  boolean stopping() {
    return state == State.STOPPING;
  }

  boolean available() {
    return state == State.AVAILABLE;
  }

  /** Whether it was made from a revision of this name. */
  boolean madeFrom(String revision) {
    return pod.metadata().label(RevisionHistory.POD_LABEL).equals(revision);
  }
}
