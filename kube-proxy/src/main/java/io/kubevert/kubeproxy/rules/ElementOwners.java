package io.kubevert.kubeproxy.rules;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.nftables.Element;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which Service each element is written for. Services may want the same element: an endpoint of two
 * Services needs one hairpin, and an external address may be claimed twice. The first by name has
 * it.
 */
final class ElementOwners {
  private final Map<Element.Key, ObjectKey> owners = new HashMap<>();
  private final Map<Element.Key, TreeSet<ObjectKey>> contested = new HashMap<>();

  Optional<ObjectKey> of(Element.Key key) {
    return Optional.ofNullable(owners.get(key));
  }

  boolean isOwner(ObjectKey service, Element.Key key) {
    return service.equals(owners.get(key));
  }

  Set<Element.Key> keys() {
    return owners.keySet();
  }

  void claim(Element.Key key, ObjectKey service, boolean wanted) {
    ObjectKey owner = owners.get(key);
    TreeSet<ObjectKey> claimants = contested.get(key);
    if (claimants == null && (owner == null || owner.equals(service))) {
      if (wanted) {
        owners.put(key, service);
      } else {
        owners.remove(key);
      }
      return;
    }
    if (claimants == null) {
      claimants = new TreeSet<>(Set.of(owner));
    }
    if (wanted) {
      claimants.add(service);
    } else {
      claimants.remove(service);
    }
    settle(key, claimants);
  }

  private void settle(Element.Key key, TreeSet<ObjectKey> claimants) {
    owners.put(key, claimants.first());
    if (claimants.size() > 1) {
      contested.put(key, claimants);
    } else {
      contested.remove(key);
    }
  }
}
