package io.kubevert.kubeproxy.loadbalancer.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses Services of type LoadBalancer get, and who announces them.
 *
 * @param pools used up in their order
 * @param advertisements what is announced from where; nothing else is
 * @param loadBalancerClass which Services are served: those with this {@code
 *     spec.loadBalancerClass}; empty for those with none
 */
public record LoadBalancerConfig(
    List<AddressPool> pools, List<Advertisement> advertisements, String loadBalancerClass) {
  /**
   * @throws IllegalArgumentException naming every two pools that overlap or have the same name
   */
  public LoadBalancerConfig {
    pools = List.copyOf(pools);
    advertisements = List.copyOf(advertisements);
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

  /** Pools whose addresses are announced from every node. */
  public static LoadBalancerConfig of(List<AddressPool> pools, String loadBalancerClass) {
    List<Advertisement> everywhere =
        pools.stream().map(pool -> Advertisement.everywhere(pool.name())).toList();
    return new LoadBalancerConfig(pools, everywhere, loadBalancerClass);
  }

  /** One pool, for every Service without a class. */
  public static LoadBalancerConfig of(String pool) {
    return of(List.of(AddressPool.parse(pool)), "");
  }

  /** The pool that an address is of. */
  public Optional<AddressPool> poolOf(IpAddress address) {
    return pools.stream().filter(pool -> pool.contains(address)).findFirst();
  }

  /** Whether an address is in one of the pools. */
  public boolean contains(IpAddress address) {
    return poolOf(address).isPresent();
  }
}
