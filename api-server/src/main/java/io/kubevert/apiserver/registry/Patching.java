package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.patch.PatchException;
import io.kubevert.apiserver.patch.Patches;
import io.kubevert.apiserver.schema.Decoding;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.request.PatchType;

/**
 * A patch that is asked for.
 *
 * @param body not to be changed
 */
public record Patching(PatchType type, byte[] body) {

  /**
   * The patched object.
   *
   * @throws StatusException if the patch is malformed or does not fit the object
   */
  ObjectNode apply(Target target, ObjectNode current) {
    try {
      ObjectNode patched = Patches.apply(type, current, body, target.definition().model());
      Decoding.decode(patched, target.definition().model());
      return patched;
    } catch (IllegalArgumentException e) {
      throw new StatusException(Statuses.badRequest(e.getMessage()));
    } catch (PatchException e) {
      throw new StatusException(Statuses.patch(target.type(), target.name(), e));
    }
  }
}
