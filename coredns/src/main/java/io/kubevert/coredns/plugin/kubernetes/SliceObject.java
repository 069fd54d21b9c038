package io.kubevert.coredns.plugin.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ObjectKey;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * What the answers need of an EndpointSlice.
 *
 * @param service the Service that it belongs to
 * @param endpoints those that are ready
 * @param triggeredMillis when what it follows from last changed, since the epoch; 0 if not known
 */
record SliceObject(ObjectKey key, ObjectKey service, Endpoints endpoints, long triggeredMillis) {
  private static final String SERVICE_LABEL = "kubernetes.io/service-name";
  private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

  /** Reads of an EndpointSlice what is looked at. */
  static SliceObject of(JsonNode object, View view) {
    JsonNode metadata = object.path("metadata");
    ObjectKey key = ObjectKey.of(object);
    return new SliceObject(
        key,
        new ObjectKey(key.namespace(), metadata.path("labels").path(SERVICE_LABEL).asText("")),
        Endpoints.of(object, view),
        triggeredMillis(metadata.path("annotations").path(TRIGGER_TIME).asText("")));
  }

  private static long triggeredMillis(String time) {
    try {
      return time.isEmpty() ? 0 : Instant.parse(time).toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }
}
