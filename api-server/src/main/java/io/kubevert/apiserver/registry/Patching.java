package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.patch.PatchException;
import io.kubevert.apiserver.patch.Patches;
import io.kubevert.apiserver.schema.Schema;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.kubevert.client.request.PatchType;
import java.util.function.Consumer;

/**
 * A patch that is asked for.
 *
 * @param body not to be changed
 * @param version what the patch takes the object to be
 * @param check looks through what the patch makes of it, before it is decoded
 */
public record Patching(
    PatchType type, byte[] body, ServedVersion version, Consumer<ObjectNode> check) {

  /**
   * The patched object.
   *
   * @param current as stored
   * @throws StatusException if the patch is malformed or does not fit the object
   */
  ObjectNode apply(Target target, ObjectNode current) {
    try {
      Schema schema = version.definition().schema();
      ObjectNode patched = Patches.apply(type, version.show(current), body, schema);
      check.accept(patched);
      schema.decode(patched);
      version.definition().requireOwn(patched);
      return version.conversion().toStored(patched);
    } catch (IllegalArgumentException e) {
      throw new StatusException(Statuses.badRequest(e.getMessage()));
    } catch (PatchException e) {
      throw new StatusException(Statuses.patch(target.type(), target.name(), e));
    }
  }

  private void requireVersion(ObjectNode wanted) {
    String expected = version.definition().type().apiVersion();
    String given = wanted.path("apiVersion").asText("");
    if (!given.equals(expected) && version.definition().type().kind().equals(kind(wanted))) {
      throw new IllegalArgumentException(
          "Incorrect version specified in apply patch. Specified patch version: "
              + given
              + ", expected: "
              + expected);
    }
    if (kind(wanted).isEmpty()) {
      throw new IllegalArgumentException("Object 'Kind' is missing in the applied configuration");
    }
  }

  private static String kind(ObjectNode wanted) {
    return wanted.path("kind").asText("");
  }

  /**
   * The body as the object that somebody applies, in the version that is stored.
   *
   * @throws StatusException if it is malformed
   */
  ObjectNode applied() {
    try {
      ObjectNode wanted = Json.parse(body);
      requireVersion(wanted);
      check.accept(wanted);
      version.definition().schema().decode(wanted);
      version.definition().requireOwn(wanted);
      return version.conversion().toStored(wanted);
    } catch (IllegalArgumentException e) {
      throw new StatusException(Statuses.badRequest(e.getMessage()));
    }
  }
}
