package io.kubevert.client.resource;

/** The resources that the components speak of, in their storage versions. */
public final class ResourceTypes {
  public static final ResourceType NAMESPACES = cluster("", "v1", "Namespace", "namespaces");
  public static final ResourceType NODES = cluster("", "v1", "Node", "nodes");
  public static final ResourceType PODS = namespaced("", "v1", "Pod", "pods");
  public static final ResourceType SERVICES = namespaced("", "v1", "Service", "services");
  public static final ResourceType ENDPOINTS = namespaced("", "v1", "Endpoints", "endpoints");
  public static final ResourceType CONFIG_MAPS = namespaced("", "v1", "ConfigMap", "configmaps");
  public static final ResourceType SECRETS = namespaced("", "v1", "Secret", "secrets");
  public static final ResourceType SERVICE_ACCOUNTS =
      namespaced("", "v1", "ServiceAccount", "serviceaccounts");
  public static final ResourceType EVENTS = namespaced("", "v1", "Event", "events");
  public static final ResourceType REPLICA_SETS =
      namespaced("apps", "v1", "ReplicaSet", "replicasets");
  public static final ResourceType DEPLOYMENTS =
      namespaced("apps", "v1", "Deployment", "deployments");
  public static final ResourceType STATEFUL_SETS =
      namespaced("apps", "v1", "StatefulSet", "statefulsets");
  public static final ResourceType DAEMON_SETS =
      namespaced("apps", "v1", "DaemonSet", "daemonsets");
  public static final ResourceType CONTROLLER_REVISIONS =
      namespaced("apps", "v1", "ControllerRevision", "controllerrevisions");
  public static final ResourceType ENDPOINT_SLICES =
      namespaced("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices");
  public static final ResourceType INGRESSES =
      namespaced("networking.k8s.io", "v1", "Ingress", "ingresses");
  public static final ResourceType INGRESS_CLASSES =
      cluster("networking.k8s.io", "v1", "IngressClass", "ingressclasses");
  public static final ResourceType SERVICE_CIDRS =
      cluster("networking.k8s.io", "v1", "ServiceCIDR", "servicecidrs");
  public static final ResourceType LEASES =
      namespaced("coordination.k8s.io", "v1", "Lease", "leases");

  private ResourceTypes() {}

  private static ResourceType namespaced(String group, String version, String kind, String plural) {
    return new ResourceType(group, version, kind, plural, true);
  }

  private static ResourceType cluster(String group, String version, String kind, String plural) {
    return new ResourceType(group, version, kind, plural, false);
  }
}
