package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.SubresourcePart;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Containers that are added to a pod that runs, to look into it. They are added and never changed.
 */
public final class EphemeralContainers {
  private static final String LIST = "ephemeralContainers";
  private static final String PATH = "spec." + LIST;
  private static final List<String> FORBIDDEN =
      List.of("ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle");

  /** The subresource. */
  public static final SubresourcePart PART =
      new SubresourcePart(
          "ephemeralcontainers", EphemeralContainers::admit, EphemeralContainers::only);

  private EphemeralContainers() {}

  private static ObjectNode only(ObjectNode pod) {
    ObjectNode rest = pod.retain("apiVersion", "kind", "metadata", "spec");
    if (rest.path("spec") instanceof ObjectNode spec) {
      spec.retain(LIST);
    }
    return rest;
  }

  /**
   * The pod with the ephemeral containers that another version of it has.
   *
   * @throws StatusException if that one lacks some, or changes them, or adds what cannot run
   */
  public static ObjectNode admit(ObjectNode pod, ObjectNode asked) {
    ObjectNode next = pod.deepCopy();
    JsonNode containers = asked.path("spec").path(LIST).deepCopy();
    ObjectNode spec = next.withObject("/spec");
    if (containers instanceof ArrayNode list && !list.isEmpty()) {
      spec.set(LIST, list);
    } else {
      spec.remove(LIST);
    }
    PodSpecDefaults.apply(spec);
    FieldErrors errors = new FieldErrors();
    keepOld(pod.path("spec").path(LIST), spec.path(LIST), errors);
    validate(spec, errors);
    if (!errors.isEmpty()) {
      String name = pod.path("metadata").path("name").asText();
      throw new StatusException(Statuses.invalid(ResourceTypes.PODS, name, errors));
    }
    return next;
  }

  private static void keepOld(JsonNode old, JsonNode containers, FieldErrors errors) {
    Map<String, JsonNode> byName = new HashMap<>();
    containers.forEach(each -> byName.put(each.path("name").asText(), each));
    for (JsonNode each : old) {
      String name = each.path("name").asText();
      JsonNode now = byName.get(name);
      if (now == null) {
        errors.forbidden(
            PATH, "existing ephemeral containers \"" + name + "\" may not be removed\n");
      } else if (!now.equals(each)) {
        errors.forbidden(
            PATH, "existing ephemeral containers \"" + name + "\" may not be changed\n");
      }
    }
  }

  private static void validate(JsonNode spec, FieldErrors errors) {
    Set<String> others = names(spec.path("containers"));
    others.addAll(names(spec.path("initContainers")));
    Set<String> targets = names(spec.path("containers"));
    new ContainerValidation(
            names(spec.path("volumes")), others, spec.path("hostNetwork").asBoolean(), errors)
        .validate(spec.path(LIST), PATH, true);
    for (int i = 0; i < spec.path(LIST).size(); i++) {
      JsonNode container = spec.path(LIST).get(i);
      String path = PATH + "[" + i + "]";
      for (String field : FORBIDDEN) {
        if (!container.path(field).isEmpty() && !field.endsWith("Probe")) {
          errors.forbidden(path + "." + field, "cannot be set for an Ephemeral Container");
        }
      }
      String target = container.path("targetContainerName").asText("");
      if (!target.isEmpty() && !targets.contains(target)) {
        errors.notFound(path + ".targetContainerName", target);
      }
    }
  }

  private static Set<String> names(JsonNode list) {
    Set<String> names = new HashSet<>();
    list.forEach(each -> names.add(each.path("name").asText()));
    return names;
  }
}
