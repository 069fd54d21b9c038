package io.kubevert.nodeagent.files;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;

/**
 * What a pod is called on the network.
 *
 * @param host the host name
 * @param qualified the full name in the cluster's domain; empty without a subdomain
 */
public record PodName(String host, String qualified) {
  private static final int LABEL = 63;
  private static final int KERNEL = 64;

  public static PodName of(Pod pod, String nodeName, String domain) {
    PodSpec spec = pod.getSpec();
    if (Boolean.TRUE.equals(spec.getHostNetwork())) {
      return new PodName(nodeName, "");
    }
    String host = spec.getHostname() == null ? pod.getMetadata().getName() : spec.getHostname();
    if (host.length() > LABEL) {
      host = host.substring(0, LABEL).replaceAll("[-.]+$", "");
    }
    String subdomain = spec.getSubdomain();
    return new PodName(
        host,
        subdomain == null || subdomain.isEmpty()
            ? ""
            : String.join(".", host, subdomain, pod.getMetadata().getNamespace(), "svc", domain));
  }

  /** What the kernel answers to {@code hostname}. */
  public String kernelName(Pod pod) {
    boolean full =
        Boolean.TRUE.equals(pod.getSpec().getSetHostnameAsFQDN())
            && !qualified.isEmpty()
            && qualified.length() <= KERNEL;
    return full ? qualified : host;
  }
}
