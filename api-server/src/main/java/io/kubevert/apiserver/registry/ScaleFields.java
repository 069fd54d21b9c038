package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.selector.LabelSelector;

/**
 * Where an object keeps what its scale subresource shows, as JSON pointers.
 *
 * @param replicas how many are wanted
 * @param actualReplicas how many there are
 * @param selector which pods they are: a LabelSelector, or one as text; empty for none
 */
public record ScaleFields(String replicas, String actualReplicas, String selector) {
  static final ScaleFields OF_WORKLOADS =
      new ScaleFields("/spec/replicas", "/status/replicas", "/spec/selector");

  int replicas(JsonNode object) {
    return object.at(replicas).asInt();
  }

  int actualReplicas(JsonNode object) {
    return object.at(actualReplicas).asInt();
  }

  String selector(JsonNode object) {
    JsonNode found = selector.isEmpty() ? object.path("") : object.at(selector);
    return found.isTextual() || found.isMissingNode()
        ? found.asText("")
        : LabelSelector.of(found).toString();
  }

  void setReplicas(ObjectNode object, int number) {
    int last = replicas.lastIndexOf('/');
    object.withObject(replicas.substring(0, last)).put(replicas.substring(last + 1), number);
  }
}
