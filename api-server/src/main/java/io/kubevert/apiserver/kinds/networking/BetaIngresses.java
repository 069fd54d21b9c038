package io.kubevert.apiserver.kinds.networking;

import io.fabric8.kubernetes.api.model.networking.v1beta1.Ingress;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.client.resource.ResourceType;
import java.util.List;

/** The versions of Ingresses that Kubernetes 1.22 dropped, for manifests from before. */
public final class BetaIngresses {
  private static final String VERSION = "v1beta1";

  private BetaIngresses() {}

  /** Every old version of a resource that is stored as {@code networking.k8s.io/v1}. */
  public static List<ServedVersion> of(ResourceDefinition ingresses) {
    return List.of(
        version(
            ingresses,
            "networking.k8s.io",
            "networking.k8s.io/v1beta1 Ingress is deprecated in v1.19+, unavailable in v1.22+; use"
                + " networking.k8s.io/v1 Ingress"),
        version(
            ingresses,
            "extensions",
            "extensions/v1beta1 Ingress is deprecated in v1.14+, unavailable in v1.22+; use"
                + " networking.k8s.io/v1 Ingress"));
  }

  private static ServedVersion version(ResourceDefinition ingresses, String group, String warning) {
    ResourceType type = new ResourceType(group, VERSION, "Ingress", "ingresses", true);
    return ServedVersion.other(
        ingresses, type, Ingress.class, new IngressConversion(type.apiVersion()), List.of(warning));
  }
}
