package io.kubevert.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.managedfields.Parts.Part;
import io.kubevert.apiserver.schema.Shape;
import io.kubevert.client.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    if (old != null && account(old).isEmpty() && account(object).isEmpty()) {
      // Somebody has thrown the account away; the next apply begins a new one.
      return;
    }
    boolean given = !account(object).isEmpty();
    ManagedFields fields = ManagedFields.of(given ? object : before);
    Difference difference =
        Difference.between(Parts.root(before, shape), Parts.root(object, shape))
            .withoutServerFields();
    fields.takeFromOthers(writer, difference.set().union(difference.removed()));
    fields.put(
        writer, fields.fields(writer).minus(difference.removed()).union(difference.set()), now);
    fields.forgetWhoWroteLongAgo();
    fields.writeTo(object);
  }

  /**
   * The object as somebody applies it, with its new account.
   *
   * @param live as stored; empty when there is none yet
   * @param applied the fields that the writer wants, and no others
   * @param force whether to take fields that others own
   * @throws ApplyConflictException if others own fields with other values
   * @throws IllegalArgumentException if an item of a list is applied twice
   */
  public static ObjectNode apply(
      ObjectNode live, ObjectNode applied, Shape shape, Writer writer, boolean force, String now) {
    ManagedFields fields = ManagedFields.of(live);
    Part current = Parts.root(live, shape);
    Part config = Parts.root(applied, shape);
    Parts.requireDistinct(config, "");
    if (fields.owners().isEmpty()) {
      fields.put(
          Writer.beforeFirstApply(writer.apiVersion()),
          Difference.between(Parts.root(Json.object(), shape), current).withoutServerFields().set(),
          now);
    }
    FieldSet last = fields.fields(writer);
    FieldSet wanted = FieldSets.withoutServerFields(FieldSets.applied(config));
    fields.put(writer, wanted, now);
    FieldSet kept = fields.all();
    Part merged = Parts.root(Merge.of(current, config), shape);
    ObjectNode next = (ObjectNode) Merge.without(merged, last.minus(kept), kept);
    Difference difference =
        Difference.between(current, Parts.root(next, shape)).withoutServerFields();
    if (!force) {
      FieldSet own = LastApplied.fields(live, shape, writer);
      requireNoConflict(fields, writer, difference.set().minus(own));
    }
    fields.takeFromOthers(writer, difference.set().union(difference.removed()));
    fields.writeTo(next);
    LastApplied.update(next, live, applied, writer);
    return next;
  }

  private static JsonNode account(ObjectNode object) {
    return object.path("metadata").path("managedFields");
  }

  private static void requireNoConflict(ManagedFields fields, Writer writer, FieldSet changed) {
    Map<Writer, List<String>> conflicts = new HashMap<>();
    fields
        .owners()
        .forEach(
            (owner, owned) -> {
              FieldSet contested = owned.fields().intersection(changed);
              if (!owner.equals(writer) && !contested.isEmpty()) {
                conflicts.put(owner, contested.paths());
              }
            });
    if (!conflicts.isEmpty()) {
      throw new ApplyConflictException(conflicts);
    }
  }
}
