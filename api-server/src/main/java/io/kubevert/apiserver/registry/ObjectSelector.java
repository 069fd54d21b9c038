package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.selector.FieldSelector;
import io.kubevert.apiserver.selector.LabelSelector;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import java.util.Map;

/** Which objects of a resource a list or a watch is about. */
public record ObjectSelector(LabelSelector labels, FieldSelector fields) {

  /**
   * Reads {@code labelSelector} and {@code fieldSelector}.
   *
   * @throws StatusException if one of them cannot be understood
   */
  public static ObjectSelector of(Map<String, String> query, ResourceDefinition definition) {
    try {
      return new ObjectSelector(
          LabelSelector.parse(query.getOrDefault("labelSelector", "")),
          FieldSelector.parse(query.getOrDefault("fieldSelector", ""), definition));
    } catch (IllegalArgumentException e) {
      throw new StatusException(Statuses.badRequest(e.getMessage()));
    }
  }

  public boolean selectsEverything() {
    return labels.isEverything() && fields.isEverything();
  }

  public boolean selects(JsonNode object) {
    return labels.matches(object) && fields.matches(object);
  }
}
