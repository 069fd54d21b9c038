package io.kubevert.apiserver.kinds.events;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.kubevert.apiserver.kinds.FieldNames;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Map;

/** Events as {@code events.k8s.io/v1}, which names the same fields differently. */
public final class EventsV1 {
  private static final Map<String, String> CORE_NAMES =
      Map.of(
          "regarding", "involvedObject",
          "note", "message",
          "reportingController", "reportingComponent",
          "deprecatedSource", "source",
          "deprecatedFirstTimestamp", "firstTimestamp",
          "deprecatedLastTimestamp", "lastTimestamp",
          "deprecatedCount", "count");

  private EventsV1() {}

  /** The view of the events that are stored as core {@code v1}. */
  public static ServedVersion of(ResourceDefinition events) {
    ResourceType type = new ResourceType("events.k8s.io", "v1", "Event", "events", true);
    return ServedVersion.other(
        events,
        type,
        Event.class,
        new FieldNames(events.type().apiVersion(), type.apiVersion(), CORE_NAMES),
        List.of());
  }
}
