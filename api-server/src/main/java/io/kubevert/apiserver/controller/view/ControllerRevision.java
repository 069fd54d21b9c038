package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A former or current template of a StatefulSet or DaemonSet.
 *
 * @param data the template as a patch of the owner; not to be changed
 */
public record ControllerRevision(Metadata metadata, long revision, JsonNode data)
    implements KubeObject {

  public static ControllerRevision of(JsonNode object) {
    return new ControllerRevision(
        Metadata.of(object), object.path("revision").asLong(), object.path("data"));
  }
}
