package io.kubevert.coredns.plugin.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ObjectKey;
import java.util.Set;

/**
 * What of the cluster is looked at; whoever looks at the same can share what is seen.
 *
 * @param endpoints false by {@code noendpoints}
 * @param endpointPodNames endpoints without a hostname are named after their pods
 * @param zonal whether the endpoints of one zone have names
 * @param pods whether pods are followed
 * @param namespaces the only namespaces with names; empty for all
 * @param namespaceLabels which namespaces have names
 * @param labels which Services have names
 */
record View(
    boolean endpoints,
    boolean endpointPodNames,
    boolean zonal,
    boolean pods,
    Set<String> namespaces,
    LabelSelector namespaceLabels,
    LabelSelector labels) {

  View {
    namespaces = Set.copyOf(namespaces);
  }

  boolean exposesNamespace(JsonNode namespace) {
    return (namespaces.isEmpty() || namespaces.contains(ObjectKey.of(namespace).name()))
        && namespaceLabels.matches(namespace.path("metadata").path("labels"));
  }

  boolean exposes(ServiceObject service) {
    return labels.matches(service.labels());
  }
}
