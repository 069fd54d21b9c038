package io.kubevert.coredns.plugin;

import io.kubevert.coredns.corefile.Directive;
import java.util.List;
import org.xbill.DNS.Name;

/**
 * For which names a plugin passes on what it does not have.
 *
 * @param zones empty for none
 */
public record Fallthrough(Zones zones) {
  public static final Fallthrough NONE = new Fallthrough(new Zones(List.of()));

  /** Reads {@code fallthrough [ZONES...]}; without zones it means every name. */
  public static Fallthrough parse(Directive property) {
    return new Fallthrough(new Zones(Arguments.zones(property.arguments(), List.of(Name.root))));
  }

  public boolean through(Name name) {
    return zones.hold(name);
  }
}
