package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Secret without what is secret of it.
 *
 * @param keys the names of its data
 */
public record Secret(Metadata metadata, String type, Set<String> keys) implements KubeObject {

  public static Secret of(JsonNode object) {
    return new Secret(
        Metadata.of(object),
        object.path("type").asText(),
        object.path("data").properties().stream()
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet()));
  }
}
