package io.kubevert.coredns.plugin.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ObjectKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code pods verified} needs of a pod.
 *
 * @param onHostNetwork its addresses are the node's, and others' too
 */
record PodObject(String namespace, List<InetAddress> addresses, boolean onHostNetwork) {

  static PodObject of(JsonNode object) {
    List<InetAddress> addresses = new ArrayList<>();
    for (JsonNode item : object.path("status").path("podIPs")) {
      addresses.add(InetAddress.ofLiteral(item.path("ip").asText()));
    }
    return new PodObject(
        ObjectKey.of(object).namespace(),
        List.copyOf(addresses),
        object.path("spec").path("hostNetwork").asBoolean(false));
  }

  /** Whether the pod still has its addresses. */
  static boolean isAlive(JsonNode object) {
    String phase = object.path("status").path("phase").asText("");
    return !phase.equals("Succeeded") && !phase.equals("Failed");
  }
}
