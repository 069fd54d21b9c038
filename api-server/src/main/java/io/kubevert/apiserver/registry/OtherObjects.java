package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ResourceType;
import java.util.List;

/** What a kind may look up while one of its objects is written. */
@FunctionalInterface
public interface OtherObjects {

  /**
   * Every object of a resource, as it is now.
   *
   * @param type a resource in the version that is stored
   */
  List<ObjectNode> all(ResourceType type);
}
