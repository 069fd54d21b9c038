package io.kubevert.apiserver.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which container of a pod a request is about. */
final class ContainerChoice {
  private ContainerChoice() {}

  /**
   * @param asked empty for the only one
   * @throws StatusException if the pod has no such container, or if one of several must be named
   */
  static String of(JsonNode pod, String asked) {
    String name = pod.path("metadata").path("name").asText();
    List<String> containers = names(pod, "containers");
    List<String> initial = names(pod, "initContainers");
    List<String> ephemeral = names(pod, "ephemeralContainers");
    if (asked.isEmpty()) {
      if (containers.size() == 1) {
        return containers.getFirst();
      }
      String init =
          initial.isEmpty()
              ? ""
              : " or one of the init containers: [" + String.join(" ", initial) + "]";
      throw refused(
          "a container name must be specified for pod "
              + name
              + ", choose one of: ["
              + String.join(" ", containers)
              + "]"
              + init);
    }
    boolean known =
        Stream.of(containers, initial, ephemeral).anyMatch(list -> list.contains(asked));
    if (!known) {
      throw refused("container " + asked + " is not valid for pod " + name);
    }
    return asked;
  }

  private static List<String> names(JsonNode pod, String field) {
    List<String> names = new ArrayList<>();
    pod.path("spec").path(field).forEach(each -> names.add(each.path("name").asText()));
    return names;
  }

  private static StatusException refused(String message) {
    return new StatusException(Statuses.badRequest(message));
  }
}
