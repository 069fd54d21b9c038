package io.kubevert.apiserver.managedfields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.managedfields.Parts.Part;
import io.kubevert.apiserver.schema.Shape;
import io.kubevert.client.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps account of who owns which field of an object. */
public final class Ownership {
  private Ownership() {}

  /**
   * Gives the writer every field that a write changed, and takes it from all others.
   *
   * @param object changed in place; its own account counts, if it has one, before the old one's
   * @param old the object as stored; null on create
   * @param now in RFC 3339
   */
  public static void track(
      ObjectNode object, ObjectNode old, Shape shape, Writer writer, String now) {
    ObjectNode before = old == null ? Json.object() : old;
    boolean given = !object.path("metadata").path("managedFields").isEmpty();
    ManagedFields fields = ManagedFields.of(given ? object : before);
    Difference difference =
        Difference.between(Parts.root(before, shape), Parts.root(object, shape))
            .withoutServerFields();
    fields.takeFromOthers(writer, difference.set().union(difference.removed()));
    fields.put(
        writer, fields.fields(writer).minus(difference.removed()).union(difference.set()), now);
    fields.writeTo(object);
  }

  /**
   * The object as somebody applies it, with its new account.
   *
   * @param live as stored; empty when there is none yet
   * @param applied the fields that the writer wants, and no others
   * @param force whether to take fields that others own
   * @throws ApplyConflictException if others own fields with other values
   */
  public static ObjectNode apply(
      ObjectNode live, ObjectNode applied, Shape shape, Writer writer, boolean force, String now) {
    ManagedFields fields = ManagedFields.of(live);
    Part current = Parts.root(live, shape);
    Part config = Parts.root(applied, shape);
    FieldSet last = fields.fields(writer);
    FieldSet wanted = FieldSets.withoutServerFields(FieldSets.applied(config));
    fields.put(writer, wanted, now);
    FieldSet kept = fields.all();
    Part merged = Parts.root(Merge.of(current, config), shape);
    ObjectNode next = (ObjectNode) Merge.without(merged, last.minus(kept), kept);
    Difference difference =
        Difference.between(current, Parts.root(next, shape)).withoutServerFields();
    if (!force) {
      requireNoConflict(fields, writer, difference.set());
    }
    fields.takeFromOthers(writer, difference.set().union(difference.removed()));
    fields.writeTo(next);
    return next;
  }

  private static void requireNoConflict(ManagedFields fields, Writer writer, FieldSet changed) {
    Map<String, List<String>> conflicts = new TreeMap<>();
    fields
        .owners()
        .forEach(
            (owner, owned) -> {
              FieldSet contested = owned.fields().intersection(changed);
              if (!owner.equals(writer) && !contested.isEmpty()) {
                conflicts.put(owner.describe(), contested.paths());
              }
            });
    if (!conflicts.isEmpty()) {
      throw new ApplyConflictException(conflicts);
    }
  }
}
