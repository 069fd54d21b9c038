package io.kubevert.coredns.plugin;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;

/**
 * Some zones, and which of them a name is in.
 *
 * @param names absolute
 */
public record Zones(List<Name> names) {

  public Zones {
    names = List.copyOf(names);
  }

  /** The longest zone that holds the name. */
  public Optional<Name> holding(Name name) {
    Name longest = null;
    for (int i = 0; i < names.size(); i++) { // asked for each question: no iterator
      Name zone = names.get(i);
      if (name.subdomain(zone) && (longest == null || zone.labels() > longest.labels())) {
        longest = zone;
      }
    }
    return Optional.ofNullable(longest);
  }

  public boolean hold(Name name) {
    return holding(name).isPresent();
  }
}
