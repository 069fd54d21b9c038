package io.kubevert.apiserver.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the fields of Kubernetes' own kinds merge. The tables are Kubernetes' own, from the tags of
 * its API types: what has no row here is a list that is replaced whole, or an object whose fields
 * have owners of their own.
 */
final class MergeRules {
  private static final MergeRule NAME = by("name");
  private static final MergeRule TYPE = by("type");
  private static final MergeRule IP = by("ip");
  private static final MergeRule PORTS = keys("containerPort", "containerPort", "protocol");
  private static final MergeRule MOUNTS = by("mountPath");
  private static final MergeRule DEVICES = by("devicePath");
  private static final MergeRule RETAINED_NAME = NAME.with("merge,retainKeys");
  private static final MergeRule SET_OF_APPLY = MergeRule.SET.forApplyOnly();
  private static final MergeRule ATOMIC_MAP = MergeRule.ofObject("atomic");
  private static final MergeRule GRANULAR_MAP = MergeRule.ofObject("granular");

  /** By the type that has the field, and the field. */
  static final Map<String, MergeRule> FIELDS =
      Map.ofEntries(
          Map.entry("ObjectMeta.ownerReferences", by("uid")),
          Map.entry("ObjectMeta.finalizers", MergeRule.SET),
          Map.entry("PodSpec.volumes", RETAINED_NAME),
          Map.entry("PodSpec.resourceClaims", RETAINED_NAME),
          Map.entry("PodSpec.containers", NAME),
          Map.entry("PodSpec.initContainers", NAME),
          Map.entry("PodSpec.ephemeralContainers", NAME),
          Map.entry("PodSpec.imagePullSecrets", NAME),
          Map.entry("PodSpec.schedulingGates", NAME),
          Map.entry("PodSpec.hostAliases", IP),
          Map.entry("PodSpec.nodeSelector", ATOMIC_MAP),
          Map.entry(
              "PodSpec.topologySpreadConstraints",
              keys("topologyKey", "topologyKey", "whenUnsatisfiable")),
          Map.entry("PodStatus.conditions", TYPE),
          Map.entry("PodStatus.podIPs", IP),
          Map.entry("PodStatus.hostIPs", IP.withOneOwner()),
          Map.entry("PodStatus.resourceClaimStatuses", RETAINED_NAME),
          Map.entry("ContainerStatus.allocatedResourcesStatus", NAME),
          Map.entry("ContainerStatus.volumeMounts", MOUNTS),
          Map.entry("ResourceStatus.resources", by("resourceID").forApplyOnly()),
          Map.entry("ResourceRequirements.claims", NAME.forApplyOnly()),
          Map.entry("Container.env", NAME),
          Map.entry("Container.ports", PORTS),
          Map.entry("Container.volumeMounts", MOUNTS),
          Map.entry("Container.volumeDevices", DEVICES),
          Map.entry("EphemeralContainer.env", NAME),
          Map.entry("EphemeralContainer.ports", PORTS),
          Map.entry("EphemeralContainer.volumeMounts", MOUNTS),
          Map.entry("EphemeralContainer.volumeDevices", DEVICES),
          Map.entry("ServiceSpec.ports", keys("port", "port", "protocol")),
          Map.entry("ServiceSpec.selector", ATOMIC_MAP),
          Map.entry("ServiceStatus.conditions", TYPE),
          Map.entry("ServiceAccount.secrets", NAME),
          Map.entry("NodeSpec.podCIDRs", MergeRule.SET),
          Map.entry("NodeStatus.conditions", TYPE),
          Map.entry("NodeStatus.addresses", TYPE),
          Map.entry("NamespaceStatus.conditions", TYPE),
          Map.entry("PersistentVolumeSpec.claimRef", GRANULAR_MAP),
          Map.entry("PersistentVolumeClaimStatus.conditions", TYPE),
          Map.entry("PersistentVolumeClaimStatus.allocatedResourceStatuses", GRANULAR_MAP),
          Map.entry("ReplicationControllerSpec.selector", ATOMIC_MAP),
          Map.entry("ReplicationControllerStatus.conditions", TYPE),
          Map.entry("ReplicaSetStatus.conditions", TYPE),
          Map.entry("DeploymentSpec.strategy", MergeRule.NONE.with("retainKeys")),
          Map.entry("DeploymentStatus.conditions", TYPE),
          Map.entry("StatefulSetStatus.conditions", TYPE),
          Map.entry("DaemonSetStatus.conditions", TYPE),
          Map.entry("JobStatus.conditions", TYPE.withOneOwner()),
          Map.entry("UncountedTerminatedPods.succeeded", SET_OF_APPLY),
          Map.entry("UncountedTerminatedPods.failed", SET_OF_APPLY),
          Map.entry("PodFailurePolicyOnExitCodesRequirement.values", SET_OF_APPLY),
          Map.entry("PodDisruptionBudgetSpec.selector", MergeRule.NONE.with("replace")),
          Map.entry("PodDisruptionBudgetStatus.conditions", TYPE),
          Map.entry("Endpoint.addresses", SET_OF_APPLY),
          Map.entry("ServiceCIDRStatus.conditions", TYPE),
          Map.entry("CustomResourceDefinitionStatus.conditions", TYPE.forApplyOnly()),
          Map.entry("JSONSchemaProps.x-kubernetes-validations", by("rule")));

  /** Types whose values have one owner as a whole. */
  static final Set<String> WHOLE_TYPES =
      Set.of(
          "ConfigMapKeySelector",
          "CrossVersionObjectReference",
          "EndpointAddress",
          "EndpointPort",
          "LabelSelector",
          "LocalObjectReference",
          "NodeSelector",
          "NodeSelectorTerm",
          "ObjectFieldSelector",
          "ObjectReference",
          "OwnerReference",
          "ResourceFieldSelector",
          "RoleRef",
          "ScopeSelector",
          "ScopedResourceSelectorRequirement",
          "SecretKeySelector",
          "SecretReference",
          "ServiceBackendPort",
          "Subject",
          "TopologySelectorTerm",
          "TypedLocalObjectReference");

  private MergeRules() {}

  private static MergeRule by(String key) {
    return MergeRule.ofMap(List.of(key));
  }

  private static MergeRule keys(String mergeKey, String... listMapKeys) {
    return new MergeRule("merge", mergeKey, "map", List.of(listMapKeys), "");
  }
}
