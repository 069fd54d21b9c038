package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Optional;

/** What a kind may look up while one of its objects is written. */
@FunctionalInterface
public interface OtherObjects {

  /**
   * Every object of a resource, as it is now.
   *
   * @param type a resource in the version that is stored
   */
  List<ObjectNode> all(ResourceType type);

  /**
   * An object as it is now; empty when there is none.
   *
   * @param type a resource in the version that is stored
   */
  default Optional<ObjectNode> find(ResourceType type, ObjectKey key) {
    return all(type).stream().filter(object -> ObjectKey.of(object).equals(key)).findFirst();
  }
}
