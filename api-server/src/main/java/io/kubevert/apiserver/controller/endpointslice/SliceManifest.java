package io.kubevert.apiserver.controller.endpointslice;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.Endpoint;
import io.kubevert.apiserver.controller.view.EndpointSlice;
import io.kubevert.apiserver.controller.view.OwnerReference;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What all slices of one Service have in common, and slices written out as JSON.
 *
 * @param owner the Service, or the Endpoints object that is mirrored
 * @param labels all labels that the slices are to have
 */
record SliceManifest(ObjectKey service, OwnerReference owner, Map<String, String> labels) {
  private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

  /** Whether an existing slice needs no write for its metadata's sake. */
  boolean upToDate(EndpointSlice slice) {
    return slice.metadata().labels().equals(labels);
  }

  ObjectNode create(SliceChanges.Content content, Instant now) {
    ObjectNode slice = Json.object();
    ObjectNode metadata = slice.putObject("metadata");
    metadata.put("namespace", service.namespace()).put("generateName", service.name() + "-");
    labels.forEach(metadata.putObject("labels")::put);
    metadata.putObject("annotations").put(TRIGGER_TIME, now.toString());
    metadata.putArray("ownerReferences").add(owner.toJson());
    slice.put("addressType", content.group().addressType());
    ArrayNode ports = slice.putArray("ports");
    content.group().ports().forEach(port -> ports.add(port.toJson()));
    slice.set("endpoints", array(content.endpoints()));
    return slice;
  }

  /** The merge patch that makes an existing slice hold these endpoints. */
  ObjectNode patch(SliceChanges.Replacement replacement, Instant now) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata");
    ObjectNode patchLabels = metadata.putObject("labels");
    replacement.slice().metadata().labels().keySet().forEach(patchLabels::putNull);
    labels.forEach(patchLabels::put);
    metadata.putObject("annotations").put(TRIGGER_TIME, now.toString());
    patch.set("endpoints", array(replacement.endpoints()));
    return patch;
  }

  private static ArrayNode array(List<Endpoint> endpoints) {
    ArrayNode array = Json.object().arrayNode();
    endpoints.forEach(endpoint -> array.add(endpoint.toJson()));
    return array;
  }
}
