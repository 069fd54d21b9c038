package io.kubevert.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Future;

/**
 * Asks others whether an object may be stored, as a validating webhook does: those who serve a kind
 * know better than its schema what they can serve.
 */
public interface Admission {

  /** Whether anybody may want to be asked about objects of a resource. */
  boolean covers(ResourceType type);

  /**
   * Asks about an object that is to be created or changed.
   *
   * @param object as it came, in the version that is stored; not to be changed
   * @return fails with a StatusException that names the reason of a refusal
   */
  Future<Void> review(ResourceType type, ObjectNode object);
}
