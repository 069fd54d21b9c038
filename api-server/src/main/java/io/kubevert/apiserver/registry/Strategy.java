package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import java.util.List;
import java.util.Map;

/**
 * What one kind does differently. Called by the registry in the order of its methods, for one write
 * of the kind at a time; every method but {@link #reserve} and {@link #deleted} is a pure function
 * of its arguments.
 *
 * <p>Metadata that all kinds share (uids, timestamps, generation, labels, owner references,
 * finalizers) is the registry's own business.
 */
public interface Strategy {

  /** A kind without anything of its own. */
  Strategy PLAIN = new Strategy() {};

  /** What is wrong with a name of this kind; nothing, when it may be used. */
  default List<String> nameFaults(String name) {
    return Names.dns1123Subdomain(name);
  }

  /** Fills in what the user left out; called on create and on update. */
  default void setDefaults(ObjectNode object) {}

  /** Fills in what other objects of the cluster say about a new one; called on create. */
  default void admit(ObjectNode object, OtherObjects others) {}

  /** Removes what a user may not set on create, as in the status. */
  default void prepareForCreate(ObjectNode object) {
    object.remove("status");
  }

  /** Carries over from the old object what a user may not change or may leave out on update. */
  default void prepareForUpdate(ObjectNode object, ObjectNode old) {
    if (old.has("status")) {
      object.set("status", old.get("status"));
    } else {
      object.remove("status");
    }
  }

  /** Adds every fault of an object that is to be created or updated. */
  default void validate(ObjectNode object, FieldErrors errors) {}

  /**
   * Adds every fault of an object that is to be created or updated. A kind may put up with what was
   * there before.
   *
   * @param old as it is stored; missing on create
   */
  default void validate(ObjectNode object, JsonNode old, FieldErrors errors) {
    validate(object, errors);
  }

  /** Adds every fault of a new object, beyond {@link #validate}; called when that finds none. */
  default void validateCreate(ObjectNode object, FieldErrors errors) {}

  /** Adds every fault of the step from the old object to the new one, beyond {@link #validate}. */
  default void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}

  /** Adds every fault of the step from the old status to the new one. */
  default void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}

  /** Whether an update that does not say which state it is of replaces whatever there is. */
  default boolean allowsUnconditionalUpdate() {
    return true;
  }

  /** What the user should know of an object that may well be written, one sentence each. */
  default List<String> warnings(JsonNode object) {
    return List.of();
  }

  /** The same of a new object, of which more is worth saying than at each later change. */
  default List<String> warningsOnCreate(JsonNode object) {
    return warnings(object);
  }

  /**
   * Takes what must be unique in the cluster, as cluster IPs and node ports, and writes it into the
   * object. Called after validation has found no fault, and for every existing object at start.
   *
   * @param old the object as stored; null on create
   * @return what to give back if the write fails, and what the write frees if it succeeds
   */
  default Reservation reserve(ObjectNode object, ObjectNode old, FieldErrors errors) {
    return Reservation.NONE;
  }

  /** Whether {@link #reserve} takes anything; only then stored objects are read at start. */
  default boolean reserves() {
    return false;
  }

  /** Notes what has to be done before the object may go, as finalizers; called on delete. */
  default void prepareForDelete(ObjectNode object) {}

  /** Gives back what the deleted object had reserved. */
  default void deleted(ObjectNode object) {}

  /**
   * Whether the generation of the object counts up: by default when anything but status changed.
   */
  default boolean specChanged(ObjectNode object, ObjectNode old) {
    return !object.path("spec").equals(old.path("spec"));
  }

  /**
   * Fields beyond metadata.name and metadata.namespace that field selectors may name, with this
   * object's values. The keys are the same for every object.
   */
  default Map<String, String> selectableFields(JsonNode object) {
    return Map.of();
  }

  /** Where the scale subresource finds its numbers. */
  default ScaleFields scale() {
    return ScaleFields.OF_WORKLOADS;
  }

  /** How long a deleted object is kept for whoever has to stop it first; 0 for pods not started. */
  default long gracePeriodSeconds(ObjectNode object, Long requested) {
    return 0;
  }
}
