package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an update does to an object.
 *
 * @param scope which part of the object it may change
 * @param isApplied whether the step keeps account of the fields' owners itself
 */
record Change(Scope scope, Step step, boolean isApplied) {

  /** The part of an object that a change is about. */
  enum Scope {
    SPEC,
    STATUS,
    /** The number of replicas in the spec, by way of a Scale. */
    SCALE,
    /** What the server itself changes on behalf of a subresource. */
    SERVER
  }

  /** Makes the new object from the stored one. */
  @FunctionalInterface
  interface Step {
    /**
     * @param current belongs to the step
     * @throws io.kubevert.apiserver.status.StatusException if the change cannot be made
     */
    ObjectNode next(ObjectNode current);
  }

  static Change spec(Step step) {
    return new Change(Scope.SPEC, step, false);
  }

  static Change scale(Step step) {
    return new Change(Scope.SCALE, step, false);
  }

  static Change applied(Scope scope, Step step) {
    return new Change(scope, step, true);
  }

  static Change status(Step step) {
    return new Change(Scope.STATUS, step, false);
  }

  static Change server(Step step) {
    return new Change(Scope.SERVER, step, false);
  }
}
