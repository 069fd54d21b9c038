package io.kubevert.apiserver.serviceaccount;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import java.util.Optional;

/** The objects that tokens are bound to, as they are now. */
@FunctionalInterface
public interface KnownObjects {
  Optional<ObjectNode> find(ResourceType type, ObjectKey key);
}
