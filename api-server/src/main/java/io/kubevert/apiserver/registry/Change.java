package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an update does to an object.
 *
 * @param scope which part of the object it may change
 * @param subresource by way of which; empty for the object itself
 * @param isApplied whether the step keeps account of the fields' owners itself
 */
record Change(Scope scope, String subresource, Step step, boolean isApplied) {

  /** The part of an object that a change is about. */
  enum Scope {
    SPEC,
    STATUS,
    /** The number of replicas in the spec, by way of a Scale. */
    SCALE,
    /** What a subresource is about; the step sees to it that it is in order. */
    PART,
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
    return new Change(Scope.SPEC, "", step, false);
  }

  static Change scale(Step step) {
    return new Change(Scope.SCALE, "scale", step, false);
  }

  static Change status(Step step) {
    return new Change(Scope.STATUS, "status", step, false);
  }

  static Change part(String subresource, Step step) {
    return new Change(Scope.PART, subresource, step, false);
  }

  static Change server(Step step) {
    return new Change(Scope.SERVER, "", step, false);
  }

  /** The same, whose step keeps account of the fields' owners itself. */
  Change applied() {
    return new Change(scope, subresource, step, true);
  }
}
