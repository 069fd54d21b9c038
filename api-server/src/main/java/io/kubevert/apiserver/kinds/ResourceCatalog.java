package io.kubevert.apiserver.kinds;

import io.kubevert.apiserver.kinds.apiextensions.CustomResourceDefinitions;
import io.kubevert.apiserver.kinds.apps.ControllerRevisions;
import io.kubevert.apiserver.kinds.apps.DaemonSets;
import io.kubevert.apiserver.kinds.apps.Deployments;
import io.kubevert.apiserver.kinds.apps.ReplicaSets;
import io.kubevert.apiserver.kinds.apps.StatefulSets;
import io.kubevert.apiserver.kinds.batch.CronJobs;
import io.kubevert.apiserver.kinds.batch.Jobs;
import io.kubevert.apiserver.kinds.coordination.Leases;
import io.kubevert.apiserver.kinds.core.AddressRanges;
import io.kubevert.apiserver.kinds.core.ConfigMaps;
import io.kubevert.apiserver.kinds.core.Endpoints;
import io.kubevert.apiserver.kinds.core.Events;
import io.kubevert.apiserver.kinds.core.LimitRanges;
import io.kubevert.apiserver.kinds.core.Namespaces;
import io.kubevert.apiserver.kinds.core.Nodes;
import io.kubevert.apiserver.kinds.core.PersistentVolumeClaims;
import io.kubevert.apiserver.kinds.core.PersistentVolumes;
import io.kubevert.apiserver.kinds.core.Pods;
import io.kubevert.apiserver.kinds.core.ReplicationControllers;
import io.kubevert.apiserver.kinds.core.ResourceQuotas;
import io.kubevert.apiserver.kinds.core.Secrets;
import io.kubevert.apiserver.kinds.core.ServiceAccounts;
import io.kubevert.apiserver.kinds.core.Services;
import io.kubevert.apiserver.kinds.discovery.EndpointSlices;
import io.kubevert.apiserver.kinds.discovery.EndpointSlicesV1Beta1;
import io.kubevert.apiserver.kinds.events.EventsV1;
import io.kubevert.apiserver.kinds.networking.BetaIngresses;
import io.kubevert.apiserver.kinds.networking.IngressClasses;
import io.kubevert.apiserver.kinds.networking.Ingresses;
import io.kubevert.apiserver.kinds.networking.IpAddresses;
import io.kubevert.apiserver.kinds.networking.NetworkPolicies;
import io.kubevert.apiserver.kinds.networking.ServiceCidrs;
import io.kubevert.apiserver.kinds.policy.PodDisruptionBudgets;
import io.kubevert.apiserver.kinds.rbac.ClusterRoleBindings;
import io.kubevert.apiserver.kinds.rbac.ClusterRoles;
import io.kubevert.apiserver.kinds.rbac.RoleBindings;
import io.kubevert.apiserver.kinds.rbac.Roles;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.client.resource.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every kind that the server knows, in the order in which discovery lists them: Kubernetes' own,
 * and those that users define. Written on one context; any thread may read.
 */
public final class ResourceCatalog {
  private final AddressRanges addressRanges;
  private final List<ResourceDefinition> builtIn;
  private final Map<String, List<ServedVersion>> custom = new TreeMap<>();
  private volatile Contents contents;

  /**
   * What the catalog has at one time.
   *
   * @param definitions every kind, in the version that is stored
   * @param served every kind in every version, the stored ones of Kubernetes first
   */
  public record Contents(
      List<ResourceDefinition> definitions,
      List<ResourceDefinition> served,
      Map<String, ServedVersion> byPath) {}

  private ResourceCatalog(AddressRanges addressRanges, List<ResourceDefinition> builtIn) {
    this.addressRanges = addressRanges;
    this.builtIn = List.copyOf(builtIn);
    this.contents = read();
  }

  /** Serves a kind that users define, in place of what was served for its name. */
  public void put(String name, List<ServedVersion> versions) {
    custom.put(name, List.copyOf(versions));
    contents = read();
  }

  /** Serves a kind that users defined no more. */
  public void remove(String name) {
    if (custom.remove(name) != null) {
      contents = read();
    }
  }

  private Contents read() {
    List<ServedVersion> own =
        Stream.concat(
                builtIn.stream().map(ServedVersion::stored),
                builtIn.stream().flatMap(ResourceCatalog::otherVersions))
            .toList();
    List<ServedVersion> versions = new ArrayList<>(own);
    custom.values().forEach(versions::addAll);
    Map<String, ServedVersion> byPath = new HashMap<>();
    for (ServedVersion version : versions) {
      ResourceType type = version.definition().type();
      byPath.putIfAbsent(path(type.group(), type.version(), type.plural()), version);
    }
    return new Contents(
        Stream.concat(
                builtIn.stream(),
                custom.values().stream()
                    .filter(each -> !each.isEmpty())
                    .map(each -> each.getFirst().stored()))
            .toList(),
        versions.stream().map(ServedVersion::definition).toList(),
        Map.copyOf(byPath));
  }

  private static Stream<ServedVersion> otherVersions(ResourceDefinition stored) {
    return switch (stored.type().groupResource()) {
      case "ingresses.networking.k8s.io" -> BetaIngresses.of(stored).stream();
      case "events" -> Stream.of(EventsV1.of(stored));
      case "endpointslices.discovery.k8s.io" -> Stream.of(EndpointSlicesV1Beta1.of(stored));
      case "ipaddresses.networking.k8s.io" ->
          Stream.of(
              beta(stored, io.fabric8.kubernetes.api.model.networking.v1beta1.IPAddress.class));
      case "servicecidrs.networking.k8s.io" ->
          Stream.of(
              beta(stored, io.fabric8.kubernetes.api.model.networking.v1beta1.ServiceCIDR.class));
      default -> Stream.empty();
    };
  }

  /** The version that Kubernetes 1.32 has, which differs by its name alone. */
  private static ServedVersion beta(ResourceDefinition stored, Class<?> model) {
    ResourceType type = stored.type();
    ResourceType beta =
        new ResourceType(type.group(), "v1beta1", type.kind(), type.plural(), type.namespaced());
    return ServedVersion.other(
        stored,
        beta,
        model,
        new FieldNames(type.apiVersion(), beta.apiVersion(), Map.of()),
        List.of());
  }

  /** The kinds of Kubernetes itself, with nothing allocated yet. */
  public static ResourceCatalog builtIn(ClusterSettings settings) {
    AddressRanges ranges = new AddressRanges(settings.serviceCidrs());
    return new ResourceCatalog(
        ranges,
        List.of(
            Namespaces.definition(),
            // Before the Services, which are given addresses of these ranges.
            ServiceCidrs.definition(ranges),
            Nodes.definition(),
            Pods.definition(),
            Services.definition(ranges, settings.nodePortFrom(), settings.nodePortTo()),
            IpAddresses.definition(ranges),
            Endpoints.definition(),
            ConfigMaps.definition(),
            Secrets.definition(),
            ServiceAccounts.definition(),
            Events.definition(),
            ReplicationControllers.definition(),
            PersistentVolumes.definition(),
            PersistentVolumeClaims.definition(),
            LimitRanges.definition(),
            ResourceQuotas.definition(),
            ReplicaSets.definition(),
            Deployments.definition(),
            StatefulSets.definition(),
            DaemonSets.definition(),
            ControllerRevisions.definition(),
            Jobs.definition(),
            CronJobs.definition(),
            EndpointSlices.definition(),
            Ingresses.definition(),
            IngressClasses.definition(),
            NetworkPolicies.definition(),
            Leases.definition(),
            Roles.definition(),
            RoleBindings.definition(),
            ClusterRoles.definition(),
            ClusterRoleBindings.definition(),
            PodDisruptionBudgets.definition(),
            CustomResourceDefinitions.definition()));
  }

  /** Where cluster IPs are given from. */
  public AddressRanges addressRanges() {
    return addressRanges;
  }

  /** The resources of Kubernetes itself, in the version that is stored, whatever the settings. */
  public static List<ResourceType> builtInTypes() {
    return builtIn(new ClusterSettings("10.233.0.0/18", 30000, 32767)).definitions().stream()
        .map(ResourceDefinition::type)
        .toList();
  }

  /** What there is now; another value as soon as there is something else. */
  public Contents contents() {
    return contents;
  }

  /** Every kind, in the version that is stored. */
  public List<ResourceDefinition> definitions() {
    return contents.definitions();
  }

  /**
   * The resource at a path of the API.
   *
   * @param group empty for the core group
   */
  public Optional<ServedVersion> version(String group, String version, String plural) {
    return Optional.ofNullable(contents.byPath().get(path(group, version, plural)));
  }

  /**
   * A resource in the version that is stored.
   *
   * @param group empty for the core group
   */
  public Optional<ResourceDefinition> find(String group, String version, String plural) {
    return version(group, version, plural)
        .filter(ServedVersion::isStored)
        .map(ServedVersion::definition);
  }

  private static String path(String group, String version, String plural) {
    return group + "/" + version + "/" + plural;
  }
}
