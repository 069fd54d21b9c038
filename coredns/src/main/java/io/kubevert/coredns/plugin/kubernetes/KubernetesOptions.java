package io.kubevert.coredns.plugin.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.coredns.plugin.Fallthrough;
import io.kubevert.coredns.plugin.Zones;
import java.time.Duration;
import java.util.Set;
import org.xbill.DNS.Name;

/**
 * What the directive says.
 *
 * @param ttl seconds
 * @param endpoints false by {@code noendpoints}
 * @param endpointPodNames endpoints without a hostname are named after their pods
 * @param ignoreEmptyServices a Service without ready endpoints has no name
 * @param namespaces the only namespaces with names; empty for all
 * @param namespaceLabels which namespaces have names
 * @param labels which Services have names
 * @param startupTimeout how long the start waits for the first sync
 */
record KubernetesOptions(
    Zones zones,
    int ttl,
    Pods pods,
    Fallthrough fallthrough,
    boolean endpoints,
    boolean endpointPodNames,
    boolean ignoreEmptyServices,
    Set<String> namespaces,
    LabelSelector namespaceLabels,
    LabelSelector labels,
    Duration startupTimeout) {

  /** Which names of the form {@code 10-0-0-1.default.pod} resolve. */
  enum Pods {
    DISABLED,
    /** Any address, whether a pod has it or not. */
    INSECURE,
    /** Only addresses that a pod of the namespace has. */
    VERIFIED
  }

  /** The zone that names of Services are in; the first, if there are several. */
  Name clusterZone() {
    return zones.names().stream()
        .filter(zone -> !ReverseName.isReverse(zone))
        .findFirst()
        .orElse(Name.root);
  }

  boolean exposesNamespace(JsonNode namespace) {
    return (namespaces.isEmpty() || namespaces.contains(ObjectKey.of(namespace).name()))
        && namespaceLabels.matches(namespace.path("metadata").path("labels"));
  }

  boolean exposes(ServiceObject service) {
    return labels.matches(service.labels());
  }
}
