package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ObjectKey;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/** An EndpointSlice; its ports are in order. */
public record EndpointSlice(
    Metadata metadata, String addressType, List<EndpointPort> ports, List<Endpoint> endpoints)
    implements KubeObject {
  public static final String SERVICE_NAME = "kubernetes.io/service-name";
  public static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

  public static EndpointSlice of(JsonNode object) {
    return new EndpointSlice(
        Metadata.of(object),
        object.path("addressType").asText(),
        StreamSupport.stream(object.path("ports").spliterator(), false)
            .map(EndpointPort::of)
            .sorted(Comparator.naturalOrder())
            .toList(),
        Fields.list(object.path("endpoints"), Endpoint::of));
  }

  /** The Service whose endpoints these are. */
  public ObjectKey service() {
    return new ObjectKey(metadata.namespace(), metadata.label(SERVICE_NAME));
  }

  public boolean managedBy(String controller) {
    return metadata.label(MANAGED_BY).equals(controller);
  }
}
