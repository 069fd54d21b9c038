package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Whether whoever asks may write an object as it would be stored. */
@FunctionalInterface
public interface WriteAdmission {
  /** For what the server writes on its own behalf. */
  WriteAdmission ALWAYS = (definition, object, old) -> {};

  /**
   * @param object found to be valid
   * @param old the object as stored; null on create
   * @throws io.kubevert.apiserver.status.StatusException if it may not be written
   */
  void admit(ResourceDefinition definition, ObjectNode object, ObjectNode old);
}
