package io.kubevert.kubeproxy.loadbalancer.pool;

import java.util.ArrayList;
import java.util.List;

/**
 * Which addresses Services of type LoadBalancer get.
 *
 * @param pools used up in their order; empty if somebody else gives and announces addresses
 * @param loadBalancerClass which Services are served: those with this {@code
 *     spec.loadBalancerClass}; empty for those with none
 */
public record LoadBalancerConfig(List<AddressPool> pools, String loadBalancerClass) {
  /** Leaves load-balancer addresses to somebody else. */
  public static final LoadBalancerConfig OFF = new LoadBalancerConfig(List.of(), "");

  /**
   * @throws IllegalArgumentException naming every two pools that overlap or have the same name
   */
  public LoadBalancerConfig {
    pools = List.copyOf(pools);
    List<String> faults = new ArrayList<>();
    for (int one = 0; one < pools.size(); one++) {
      for (AddressPool other : pools.subList(one + 1, pools.size())) {
        if (pools.get(one).name().equals(other.name())) {
          faults.add("two load-balancer pools are called " + other.name());
        }
        if (pools.get(one).overlaps(other)) {
          faults.add(
              "the load-balancer pools "
                  + pools.get(one).name()
                  + " and "
                  + other.name()
                  + " overlap");
        }
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
  }

  /** One pool, for every Service without a class. */
  public static LoadBalancerConfig of(String pool) {
    return new LoadBalancerConfig(List.of(AddressPool.parse(pool)), "");
  }

  /** Whether an address is in one of the pools. */
  public boolean contains(Ipv4 address) {
    return pools.stream().anyMatch(pool -> pool.contains(address));
  }

  /** Whether there is anything to give. */
  public boolean enabled() {
    return !pools.isEmpty();
  }
}
