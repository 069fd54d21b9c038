package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.SubresourcePart;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;

/** What {@code pods/resize} changes: the resources of a pod's containers (KEP-1287). */
public final class PodResize {
  /** The subresource. */
  public static final SubresourcePart PART =
      new SubresourcePart("resize", PodResize::admit, PodResize::only);

  private PodResize() {}

  private static ObjectNode only(ObjectNode pod) {
    ObjectNode rest = pod.retain("apiVersion", "kind", "metadata", "spec");
    if (rest.path("spec") instanceof ObjectNode spec) {
      spec.retain("containers");
      spec.path("containers")
          .forEach(each -> ((ObjectNode) each).retain("name", "resources", "resizePolicy"));
    }
    return rest;
  }

  /**
   * The pod with the resources that another version of it gives its containers.
   *
   * @throws StatusException if that one has other containers, or resources that make no sense
   */
  public static ObjectNode admit(ObjectNode pod, ObjectNode asked) {
    ObjectNode next = pod.deepCopy();
    FieldErrors errors = new FieldErrors();
    JsonNode containers = next.path("spec").path("containers");
    JsonNode sizes = asked.path("spec").path("containers");
    if (sizes.size() != containers.size()) {
      errors.forbidden("spec.containers", "containers may not be added or removed");
    }
    for (int i = 0; errors.isEmpty() && i < containers.size(); i++) {
      if (!containers.get(i).path("name").equals(sizes.get(i).path("name"))) {
        errors.forbidden("spec.containers", "containers may not be renamed or reordered");
      } else if (sizes.get(i).path("resources").isObject()) {
        ((ObjectNode) containers.get(i)).set("resources", sizes.get(i).get("resources").deepCopy());
      }
    }
    if (errors.isEmpty()) {
      PodDefaults.apply(next);
      PodValidation.validate(next, errors);
    }
    if (!errors.isEmpty()) {
      String name = pod.path("metadata").path("name").asText();
      throw new StatusException(Statuses.invalid(ResourceTypes.PODS, name, errors));
    }
    return next;
  }
}
