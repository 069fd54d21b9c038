package io.kubevert.kubeproxy.loadbalancer.pool;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.loadbalancer.pool.Outcome.Assigned;
import io.kubevert.kubeproxy.loadbalancer.pool.Outcome.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who holds which address. An address is never given to two Services that may not share it.
 *
 * <p>A Service keeps what it holds for as long as that fits what it asks for.
 */
public final class Allocator {
  private final List<AddressPool> pools;
  private final Map<ObjectKey, List<IpAddress>> held = new HashMap<>();
  private final Map<IpAddress, Map<ObjectKey, Sharing>> holders = new HashMap<>();

  /**
   * @param pools those for all Services are used up in their order; they do not overlap
   */
  public Allocator(List<AddressPool> pools) {
    this.pools = List.copyOf(pools);
  }

  /** Gives a Service addresses, those that it has if they will do; or takes them away. */
  public Outcome assign(Claim claim) {
    List<IpAddress> former = held.getOrDefault(claim.service(), claim.held());
    release(claim.service());
    Outcome outcome = claim.wanted().isEmpty() ? any(claim, former) : wanted(claim);
    if (outcome instanceof Assigned assigned) {
      held.put(claim.service(), assigned.addresses());
      for (IpAddress address : assigned.addresses()) {
        holders
            .computeIfAbsent(address, free -> new HashMap<>())
            .put(claim.service(), claim.sharing());
      }
    }
    return outcome;
  }

  /**
   * Takes a Service's addresses back.
   *
   * @return whether it had any
   */
  public boolean release(ObjectKey service) {
    List<IpAddress> addresses = held.remove(service);
    if (addresses == null) {
      return false;
    }
    for (IpAddress address : addresses) {
      Map<ObjectKey, Sharing> others = holders.get(address);
      others.remove(service);
      if (others.isEmpty()) {
        holders.remove(address);
      }
    }
    return true;
  }

  /** How many addresses of a pool somebody holds. */
  public long inUse(AddressPool pool) {
    return inUse(pool, false) + inUse(pool, true);
  }

  /** How many addresses of a pool and a family somebody holds. */
  public long inUse(AddressPool pool, boolean ipv6) {
    return holders.keySet().stream()
        .filter(address -> address.ipv6() == ipv6 && pool.contains(address))
        .count();
  }

  private Outcome any(Claim claim, List<IpAddress> former) {
    List<AddressPool> candidates = candidates(claim, former);
    if (candidates.isEmpty()) {
      return new Refused(
          claim.pool().isEmpty() ? "no pool is for this Service" : unknown(claim.pool()));
    }
    List<Boolean> families = claim.families().inOrder();
    Optional<Assigned> all = pick(claim, candidates, former, families, Optional.empty());
    if (all.isPresent() || !claim.families().dual() || !claim.families().singleWillDo()) {
      return all.<Outcome>map(assigned -> assigned).orElse(new Refused("no available IPs"));
    }
    return families.stream()
        .flatMap(
            ipv6 ->
                pick(claim, candidates, former, List.of(ipv6), Optional.of(lacking(!ipv6)))
                    .stream())
        .<Outcome>map(assigned -> assigned)
        .findFirst()
        .orElse(new Refused("no available IPs"));
  }

  /** An address of each family, all of one pool, of the first that has them. */
  private Optional<Assigned> pick(
      Claim claim,
      List<AddressPool> candidates,
      List<IpAddress> former,
      List<Boolean> families,
      Optional<String> lacking) {
    for (AddressPool pool : candidates) {
      List<IpAddress> picked = new ArrayList<>();
      for (boolean ipv6 : families) {
        Stream.concat(
                former.stream().filter(address -> address.ipv6() == ipv6 && pool.gives(address)),
                pool.addresses(ipv6))
            .filter(address -> mayHave(claim, address))
            .findFirst()
            .ifPresent(picked::add);
      }
      if (picked.size() == families.size()) {
        return Optional.of(new Assigned(pool.name(), picked, lacking));
      }
    }
    return Optional.empty();
  }

  private Outcome wanted(Claim claim) {
    if (!claim.wanted().stream().allMatch(IpAddress::isAddress)) {
      return new Refused("invalid spec.loadBalancerIP or annotation: " + claim.wanted());
    }
    List<IpAddress> addresses = claim.wanted().stream().map(IpAddress::parse).toList();
    if (!fits(addresses, claim.families())) {
      return new Refused(
          "requested addresses " + claim.wanted() + " are not one of " + claim.families());
    }
    Optional<AddressPool> pool =
        admitting(claim).filter(each -> addresses.stream().allMatch(each::gives)).findFirst();
    if (pool.isEmpty()) {
      return new Refused(quoted(addresses) + " is not allowed in config");
    }
    for (IpAddress address : addresses) {
      if (!mayHave(claim, address)) {
        return new Refused("address " + address + " is in use by " + others(address));
      }
    }
    return new Assigned(pool.get().name(), addresses, Optional.empty());
  }

  private static boolean fits(List<IpAddress> addresses, Families families) {
    List<Boolean> kinds = addresses.stream().map(IpAddress::ipv6).toList();
    boolean enough =
        kinds.size() == families.inOrder().size() || families.singleWillDo() && !kinds.isEmpty();
    return enough
        && kinds.stream().distinct().count() == kinds.size()
        && families.inOrder().containsAll(kinds);
  }

  /** In the order in which they are tried: first the one that a Service has addresses of. */
  private List<AddressPool> candidates(Claim claim, List<IpAddress> former) {
    return Stream.concat(
            admitting(claim).filter(pool -> former.stream().anyMatch(pool::gives)),
            admitting(claim).filter(pool -> pool.autoAssign() || pool.name().equals(claim.pool())))
        .distinct()
        .toList();
  }

  /** Pools that are for a Service in particular come before those that are for all. */
  private Stream<AddressPool> admitting(Claim claim) {
    return pools.stream()
        .filter(pool -> claim.pool().isEmpty() || pool.name().equals(claim.pool()))
        .filter(pool -> pool.allocation().admits(claim))
        .sorted(
            Comparator.comparing((AddressPool pool) -> pool.allocation().isForAll())
                .thenComparing(pool -> pool.allocation().rank()));
  }

  private boolean mayHave(Claim claim, IpAddress address) {
    return holders.getOrDefault(address, Map.of()).values().stream()
        .allMatch(other -> other.allows(claim.sharing()));
  }

  private String others(IpAddress address) {
    return holders.get(address).keySet().stream()
        .sorted()
        .map(ObjectKey::toString)
        .collect(Collectors.joining(", "));
  }

  private String unknown(String pool) {
    return pools.stream().anyMatch(known -> known.name().equals(pool))
        ? "pool \"" + pool + "\" is not for this Service"
        : "unknown pool \"" + pool + "\"";
  }

  private static String lacking(boolean ipv6) {
    return "no pool has an " + (ipv6 ? "IPv6" : "IPv4") + " address beside it";
  }

  private static String quoted(List<IpAddress> addresses) {
    return addresses.stream()
        .map(address -> "\"" + address + "\"")
        .collect(Collectors.joining(" ", "[", "]"));
  }
}
