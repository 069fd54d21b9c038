package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Optional;

/** The objects of the store, for the kinds that look at others. */
record StoredObjects(ObjectStorage objects) implements OtherObjects {

  @Override
  public List<ObjectNode> all(ResourceType type) {
    return objects.all(type.groupResource() + "/");
  }

  @Override
  public Optional<ObjectNode> find(ResourceType type, ObjectKey key) {
    String place = key.namespace().isEmpty() ? "" : key.namespace() + "/";
    return objects.find(type.groupResource() + "/" + place + key.name());
  }
}
