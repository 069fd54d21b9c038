package io.kubevert.apiserver.kinds.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.discovery.v1beta1.EndpointSlice;
import io.kubevert.apiserver.registry.Conversion;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.client.resource.ResourceType;
import java.util.List;

/**
 * EndpointSlices as {@code discovery.k8s.io/v1beta1}, which has node and zone of an endpoint in a
 * map of labels.
 */
public final class EndpointSlicesV1Beta1 implements Conversion {
  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final String HOST = "kubernetes.io/hostname";
  private static final ResourceType TYPE =
      new ResourceType("discovery.k8s.io", "v1beta1", "EndpointSlice", "endpointslices", true);

  EndpointSlicesV1Beta1() {}

  /** The view of the slices that are stored as {@code v1}. */
  public static ServedVersion of(ResourceDefinition slices) {
    return ServedVersion.other(
        slices,
        TYPE,
        EndpointSlice.class,
        new EndpointSlicesV1Beta1(),
        List.of(
            "discovery.k8s.io/v1beta1 EndpointSlice is deprecated in v1.21+, unavailable in v1.25+;"
                + " use discovery.k8s.io/v1 EndpointSlice"));
  }

  @Override
  public ObjectNode toStored(ObjectNode object) {
    ObjectNode slice = object.deepCopy().put("apiVersion", "discovery.k8s.io/v1");
    for (JsonNode endpoint : slice.path("endpoints")) {
      if (endpoint instanceof ObjectNode each
          && each.remove("topology") instanceof ObjectNode topology) {
        move(topology, ZONE, each, "zone");
        if (!each.has("nodeName")) {
          move(topology, HOST, each, "nodeName");
        }
        topology.remove(HOST);
        if (!topology.isEmpty()) {
          each.set("deprecatedTopology", topology);
        }
      }
    }
    return slice;
  }

  @Override
  public ObjectNode fromStored(ObjectNode object) {
    ObjectNode slice = object.deepCopy().put("apiVersion", TYPE.apiVersion());
    for (JsonNode endpoint : slice.path("endpoints")) {
      if (endpoint instanceof ObjectNode each) {
        ObjectNode topology =
            each.remove("deprecatedTopology") instanceof ObjectNode kept ? kept : each.objectNode();
        move(each, "zone", topology, ZONE);
        if (each.has("nodeName")) {
          topology.set(HOST, each.get("nodeName"));
        }
        if (!topology.isEmpty()) {
          each.set("topology", topology);
        }
      }
    }
    return slice;
  }

  private static void move(ObjectNode from, String field, ObjectNode to, String name) {
    if (from.has(field)) {
      to.set(name, from.remove(field));
    }
  }
}
