package io.kubevert.coredns.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** API objects written as JSON, put into a control plane. */
public final class Objects {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Map<String, ResourceType> TYPES =
      List.of(
              ResourceTypes.NAMESPACES,
              ResourceTypes.SERVICES,
              ResourceTypes.ENDPOINT_SLICES,
              ResourceTypes.PODS)
          .stream()
          .collect(Collectors.toMap(ResourceType::kind, Function.identity()));

  private Objects() {}

  public static void put(FakeControlPlane controlPlane, Class<?> beside, String resource)
      throws IOException {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      MAPPER.readTree(in).forEach(object -> put(controlPlane, (ObjectNode) object));
    }
  }

  /** Several objects, as a JSON array. */
  public static void putAll(FakeControlPlane controlPlane, String json) throws IOException {
    MAPPER.readTree(json).forEach(object -> put(controlPlane, (ObjectNode) object));
  }

  public static void put(FakeControlPlane controlPlane, String json) throws IOException {
    put(controlPlane, (ObjectNode) MAPPER.readTree(json));
  }

  private static void put(FakeControlPlane controlPlane, ObjectNode object) {
    controlPlane.put(TYPES.get(object.path("kind").asText()), object);
  }
}
