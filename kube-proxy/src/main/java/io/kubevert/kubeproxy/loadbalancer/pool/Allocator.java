package io.kubevert.kubeproxy.loadbalancer.pool;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.loadbalancer.pool.Outcome.Assigned;
import io.kubevert.kubeproxy.loadbalancer.pool.Outcome.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who holds which address. An address is never given to two Services that may not share it.
 *
 * <p>A Service keeps what it holds for as long as that fits what it asks for.
 */
public final class Allocator {
  private final List<AddressPool> pools;
  private final Map<ObjectKey, Ipv4> held = new HashMap<>();
  private final Map<Ipv4, Map<ObjectKey, Sharing>> holders = new HashMap<>();

  /**
   * @param pools in the order in which they are used up; they do not overlap
   */
  public Allocator(List<AddressPool> pools) {
    this.pools = List.copyOf(pools);
  }

  /** Gives a Service an address, the one that it has if that will do; or takes it away. */
  public Outcome assign(Claim claim) {
    Optional<Ipv4> former = Optional.ofNullable(held.get(claim.service())).or(claim::held);
    release(claim.service());
    Outcome outcome = claim.wanted().isEmpty() ? any(claim, former) : wanted(claim);
    if (outcome instanceof Assigned(Ipv4 address)) {
      held.put(claim.service(), address);
      holders
          .computeIfAbsent(address, free -> new HashMap<>())
          .put(claim.service(), claim.sharing());
    }
    return outcome;
  }

  /**
   * Takes a Service's address back.
   *
   * @return whether it had one
   */
  public boolean release(ObjectKey service) {
    Ipv4 address = held.remove(service);
    if (address == null) {
      return false;
    }
    Map<ObjectKey, Sharing> others = holders.get(address);
    others.remove(service);
    if (others.isEmpty()) {
      holders.remove(address);
    }
    return true;
  }

  /** How many addresses of a pool somebody holds. */
  public long inUse(AddressPool pool) {
    return holders.keySet().stream().filter(pool::contains).count();
  }

  private Outcome any(Claim claim, Optional<Ipv4> former) {
    List<AddressPool> allowed = allowed(claim);
    if (allowed.isEmpty()) {
      return new Refused("unknown pool \"" + claim.pool() + "\"");
    }
    Predicate<Ipv4> pooled = address -> inOne(allowed, address);
    return Stream.concat(
            former.stream().filter(pooled), allowed.stream().flatMap(AddressPool::addresses))
        .filter(address -> mayHave(claim, address))
        .findFirst()
        .<Outcome>map(Assigned::new)
        .orElseGet(() -> new Refused("no available IPs"));
  }

  private Outcome wanted(Claim claim) {
    List<String> ipv4 = claim.wanted().stream().filter(Ipv4::isIpv4).toList();
    if (ipv4.size() != 1 || claim.wanted().size() != 1) {
      return new Refused("a Service gets one IPv4 address, not " + claim.wanted());
    }
    Ipv4 address = Ipv4.parse(ipv4.getFirst());
    if (!inOne(allowed(claim), address)) {
      return new Refused("[\"" + address + "\"] is not allowed in config");
    }
    return mayHave(claim, address)
        ? new Assigned(address)
        : new Refused("address " + address + " is in use by " + others(address));
  }

  private List<AddressPool> allowed(Claim claim) {
    return claim.pool().isEmpty()
        ? pools
        : pools.stream().filter(pool -> pool.name().equals(claim.pool())).toList();
  }

  private boolean mayHave(Claim claim, Ipv4 address) {
    return holders.getOrDefault(address, Map.of()).values().stream()
        .allMatch(other -> other.allows(claim.sharing()));
  }

  private String others(Ipv4 address) {
    return holders.get(address).keySet().stream()
        .sorted()
        .map(ObjectKey::toString)
        .collect(Collectors.joining(", "));
  }

  private static boolean inOne(List<AddressPool> pools, Ipv4 address) {
    return pools.stream().anyMatch(pool -> pool.contains(address));
  }
}
