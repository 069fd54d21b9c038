package io.kubevert.apiserver.kinds.core;

import io.kubevert.apiserver.validation.Addresses;
import io.kubevert.apiserver.validation.Cidr;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The ranges of cluster IPs, which ServiceCIDRs make more or fewer while the server runs. Ranges
 * may overlap: an address is given once all the same. Belongs to one context.
 */
public final class AddressRanges {
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final List<String> ownFamilies;
  private final Map<String, AddressAllocator> ranges = new LinkedHashMap<>();
  private final Set<InetAddress> taken = new HashSet<>();
  private Runnable whenGivenBack = () -> {};

  /**
   * @param cidrs the cluster's own ranges, one of each family; Services that name no family get an
   *     address of the first
   */
  public AddressRanges(List<String> cidrs) {
    cidrs.forEach(this::add);
    ownFamilies = ranges.values().stream().map(range -> range.cidr().family()).toList();
  }

  /** Has something done whenever an address was given back. */
  public void whenGivenBack(Runnable action) {
    whenGivenBack = action;
  }

  /** Gives addresses of a range, too. */
  public void add(String cidr) {
    if (!ranges.containsKey(cidr)) {
      AddressAllocator range = new AddressAllocator(cidr, random);
      taken.stream().filter(range::contains).forEach(range::take);
      ranges.put(cidr, range);
    }
  }

  /** Gives no more addresses of a range; those that are given stay so. */
  public void remove(String cidr) {
    ranges.remove(cidr);
  }

  /** Whether an address that is taken is of one of some ranges and of none of others. */
  public boolean isUsed(Collection<Cidr> cidrs, Collection<Cidr> others) {
    return taken.stream()
        .filter(address -> cidrs.stream().anyMatch(cidr -> cidr.contains(address)))
        .anyMatch(address -> others.stream().noneMatch(cidr -> cidr.contains(address)));
  }

  /** The address families of the cluster, that of its own first range first. */
  List<String> families() {
    return Stream.concat(
            ownFamilies.stream(), ranges.values().stream().map(range -> range.cidr().family()))
        .distinct()
        .toList();
  }

  /**
   * Takes one address.
   *
   * @return what is wrong; empty when it is taken
   */
  public Optional<String> take(InetAddress address) {
    List<AddressAllocator> holders = holders(address);
    if (holders.isEmpty()) {
      return Optional.of(
          "the provided IP ("
              + Addresses.text(address)
              + ") is not in the valid range. The range of valid IPs is "
              + String.join(",", ranges.keySet()));
    }
    if (!taken.add(address)) {
      return Optional.of("provided IP is already allocated");
    }
    holders.forEach(range -> range.take(address));
    return Optional.empty();
  }

  /** Takes any address of a family; empty when all are taken. */
  Optional<InetAddress> takeAny(String family) {
    for (AddressAllocator range : ranges.values()) {
      Optional<InetAddress> any =
          range.cidr().family().equals(family) ? range.takeAny() : Optional.empty();
      if (any.isPresent()) {
        taken.add(any.get());
        holders(any.get()).stream()
            .filter(other -> other != range)
            .forEach(other -> other.take(any.get()));
        return any;
      }
    }
    return Optional.empty();
  }

  public void giveBack(InetAddress address) {
    if (taken.remove(address)) {
      ranges.values().forEach(range -> range.giveBack(address));
      whenGivenBack.run();
    }
  }

  private List<AddressAllocator> holders(InetAddress address) {
    return ranges.values().stream().filter(range -> range.contains(address)).toList();
  }
}
