package io.kubevert.apiserver.schema;

import java.util.List;
import java.util.Map;

/**
 * How a strategic merge patch, and OpenAPI's {@code x-kubernetes-} extensions, see a field. The
 * table is Kubernetes' own, from the tags of its API types; a field without a row is replaced whole
 * when it is a list, and merged when it is an object.
 *
 * @param merges whether a strategic merge patch merges a list element by element
 * @param retainKeys whether keys that the patch does not name are dropped when it says so
 * @param mergeKey the field that tells it the elements apart; empty for a list of scalars
 * @param listType what a list is for server-side apply: {@code atomic}, {@code set} or {@code map}
 * @param listMapKeys the fields that tell it the elements of a map apart
 */
public record MergeRule(
    boolean merges,
    boolean retainKeys,
    String mergeKey,
    String listType,
    List<String> listMapKeys) {
  private static final String ATOMIC = "atomic";
  private static final String MAP = "map";

  /** A list that is replaced whole. */
  public static final MergeRule NONE = new MergeRule(false, false, "", ATOMIC, List.of());

  private static final MergeRule SET = new MergeRule(true, false, "", "set", List.of());
  private static final MergeRule RETAIN_KEYS = new MergeRule(false, true, "", ATOMIC, List.of());
  private static final MergeRule NAME = by("name");
  private static final MergeRule TYPE = by("type");
  private static final MergeRule IP = by("ip");
  private static final MergeRule VOLUMES = new MergeRule(true, true, "name", MAP, List.of("name"));

  private static final Map<String, MergeRule> RULES =
      Map.ofEntries(
          Map.entry("ObjectMeta.ownerReferences", by("uid")),
          Map.entry("ObjectMeta.finalizers", SET),
          Map.entry("PodSpec.volumes", VOLUMES),
          Map.entry("PodSpec.resourceClaims", VOLUMES),
          Map.entry("PodSpec.containers", NAME),
          Map.entry("PodSpec.initContainers", NAME),
          Map.entry("PodSpec.ephemeralContainers", NAME),
          Map.entry("PodSpec.imagePullSecrets", NAME),
          Map.entry("PodSpec.schedulingGates", NAME),
          Map.entry("PodSpec.hostAliases", IP),
          Map.entry(
              "PodSpec.topologySpreadConstraints",
              by("topologyKey", "topologyKey", "whenUnsatisfiable")),
          Map.entry("PodStatus.conditions", TYPE),
          Map.entry("PodStatus.podIPs", IP),
          Map.entry("PodStatus.hostIPs", IP.withOneOwner()),
          Map.entry("PodStatus.resourceClaimStatuses", VOLUMES),
          Map.entry("ContainerStatus.allocatedResourcesStatus", NAME.forApplyOnly()),
          Map.entry("ContainerStatus.volumeMounts", by("mountPath")),
          Map.entry("ResourceRequirements.claims", NAME.forApplyOnly()),
          Map.entry("Endpoint.addresses", SET.forApplyOnly()),
          Map.entry("ServiceCIDRStatus.conditions", TYPE),
          Map.entry("CustomResourceDefinitionStatus.conditions", TYPE.forApplyOnly()),
          Map.entry("PodFailurePolicyOnExitCodesRequirement.values", SET.forApplyOnly()),
          Map.entry("Container.env", NAME),
          Map.entry("Container.ports", by("containerPort", "containerPort", "protocol")),
          Map.entry("Container.volumeMounts", by("mountPath")),
          Map.entry("Container.volumeDevices", by("devicePath")),
          Map.entry("EphemeralContainer.env", NAME),
          Map.entry("EphemeralContainer.ports", by("containerPort", "containerPort", "protocol")),
          Map.entry("EphemeralContainer.volumeMounts", by("mountPath")),
          Map.entry("EphemeralContainer.volumeDevices", by("devicePath")),
          Map.entry("ServiceSpec.ports", by("port", "port", "protocol")),
          Map.entry("ServiceStatus.conditions", TYPE),
          Map.entry("ServiceAccount.secrets", NAME),
          Map.entry("NodeSpec.podCIDRs", SET),
          Map.entry("NodeStatus.conditions", TYPE),
          Map.entry("NodeStatus.addresses", TYPE),
          Map.entry("NamespaceStatus.conditions", TYPE),
          Map.entry("PersistentVolumeClaimStatus.conditions", TYPE),
          Map.entry("ReplicationControllerStatus.conditions", TYPE),
          Map.entry("ReplicaSetStatus.conditions", TYPE),
          Map.entry("DeploymentSpec.strategy", RETAIN_KEYS),
          Map.entry("DeploymentStatus.conditions", TYPE),
          Map.entry("StatefulSetStatus.conditions", TYPE),
          Map.entry("DaemonSetStatus.conditions", TYPE),
          Map.entry("JobStatus.conditions", TYPE.withOneOwner()),
          Map.entry("PodDisruptionBudgetStatus.conditions", TYPE));

  /** A list whose elements are told apart by their values. */
  static MergeRule ofSet() {
    return SET;
  }

  /** A list whose elements are told apart by some of their fields. */
  static MergeRule ofMap(List<String> keys) {
    return new MergeRule(true, false, keys.getFirst(), MAP, keys);
  }

  static MergeRule of(Class<?> owner, String field) {
    return RULES.getOrDefault(owner.getSimpleName() + "." + field, NONE);
  }

  /** The value of {@code x-kubernetes-patch-strategy}; empty when there is none. */
  String strategy() {
    if (merges) {
      return retainKeys ? "merge,retainKeys" : "merge";
    }
    return retainKeys ? "retainKeys" : "";
  }

  /** Whether the elements of a list can have owners of their own. */
  public boolean hasOwners() {
    return !listType.equals(ATOMIC);
  }

  /** Whether the elements are told apart by some of their fields. */
  public boolean isMap() {
    return listType.equals(MAP);
  }

  private MergeRule withOneOwner() {
    return new MergeRule(merges, retainKeys, mergeKey, ATOMIC, List.of());
  }

  private MergeRule forApplyOnly() {
    return new MergeRule(false, false, "", listType, listMapKeys);
  }

  private static MergeRule by(String mergeKey, String... listMapKeys) {
    List<String> keys = listMapKeys.length == 0 ? List.of(mergeKey) : List.of(listMapKeys);
    return new MergeRule(true, false, mergeKey, MAP, keys);
  }
}
