package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.coredns.plugin.Fallthrough;
import io.kubevert.coredns.plugin.Zones;
import java.time.Duration;
import org.xbill.DNS.Name;

/**
 * What the directive says.
 *
 * @param ttl seconds
 * @param ignoreEmptyServices a Service without ready endpoints has no name
 * @param view what is looked at
 * @param startupTimeout how long the start waits for the first sync
 */
record KubernetesOptions(
    Zones zones,
    int ttl,
    Pods pods,
    Fallthrough fallthrough,
    boolean ignoreEmptyServices,
    View view,
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
}
