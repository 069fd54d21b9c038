package io.kubevert.kubeproxy.loadbalancer.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.kubeproxy.loadbalancer.pool.AddressPool;
import io.kubevert.kubeproxy.loadbalancer.pool.AddressRange;
import io.kubevert.kubeproxy.loadbalancer.pool.Advertisement;
import io.kubevert.kubeproxy.loadbalancer.pool.LabelSelector;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.kubeproxy.loadbalancer.pool.ServiceAllocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Reads MetalLB's objects, metallb.io/v1beta1. Pure. */
public final class ConfigObjects {
  public static final ResourceType POOLS =
      new ResourceType("metallb.io", "v1beta1", "IPAddressPool", "ipaddresspools", true);
  static final ResourceType ADVERTISEMENTS =
      new ResourceType("metallb.io", "v1beta1", "L2Advertisement", "l2advertisements", true);

  private ConfigObjects() {}

  /**
   * Adds what objects say to what flags say.
   *
   * @throws IllegalArgumentException saying which object is wrong, and how
   */
  static LoadBalancerConfig merge(
      LoadBalancerConfig flags, Collection<ObjectNode> pools, Collection<ObjectNode> adverts) {
    List<AddressPool> allPools = new ArrayList<>(flags.pools());
    allPools.addAll(readAll(pools, ConfigObjects::pool));
    List<Advertisement> all = new ArrayList<>(flags.advertisements());
    all.addAll(
        readAll(
            adverts,
            object -> Advertisement.decode(ObjectKey.of(object).name(), object.path("spec"))));
    return new LoadBalancerConfig(allPools, all, flags.loadBalancerClass());
  }

  private static AddressPool pool(ObjectNode object) {
    JsonNode spec = object.path("spec");
    List<AddressRange> ranges = new ArrayList<>();
    spec.path("addresses").forEach(range -> ranges.add(AddressRange.parse(range.asText())));
    return new AddressPool(
        ObjectKey.of(object).name(),
        ranges,
        LabelSelector.labels(object.path("metadata").path("labels")),
        spec.path("autoAssign").asBoolean(true),
        spec.path("avoidBuggyIPs").asBoolean(false),
        ServiceAllocation.decode(spec.path("serviceAllocation")));
  }

  /** In the order of their names, so that all nodes read the same. */
  private static <T> List<T> readAll(Collection<ObjectNode> objects, Function<ObjectNode, T> read) {
    List<T> all = new ArrayList<>();
    objects.stream()
        .sorted(Comparator.comparing(ObjectKey::of))
        .forEach(
            object -> {
              try {
                all.add(read.apply(object));
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                    object.path("kind").asText()
                        + " "
                        + ObjectKey.of(object)
                        + ": "
                        + e.getMessage(),
                    e);
              }
            });
    return all;
  }
}
