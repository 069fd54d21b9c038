package io.kubevert.ingress.route;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every host and its paths: immutable, replaced whole.
 *
 * <p>An exact host beats a wildcard, which stands for exactly one label, and that beats the host of
 * rules that name none. A host that is known but has no such path does not fall through to another.
 *
 * @param <L> what a path leads to
 */
public final class RoutingTable<L> {
  private static final String ANY = "";
  private static final String WILDCARD = "*.";

  private final Map<String, VirtualHost<L>> hosts;

  private RoutingTable(Map<String, VirtualHost<L>> hosts) {
    this.hosts = hosts;
  }

  public static <L> RoutingTable<L> empty() {
    return new RoutingTable<>(Map.of());
  }

  /**
   * This table with some hosts replaced.
   *
   * @param changes by name in lower case ({@code *.} in front of a wildcard's, empty for every
   *     host); a host without paths is removed
   */
  public RoutingTable<L> with(Map<String, VirtualHost<L>> changes) {
    Map<String, VirtualHost<L>> next = new HashMap<>(hosts);
    changes.forEach(
        (name, host) -> {
          if (host.isEmpty()) {
            next.remove(name);
          } else {
            next.put(name, host);
          }
        });
    return new RoutingTable<>(next);
  }

  /**
   * The host that a request belongs to.
   *
   * @param name in lower case, without a port
   */
  public Optional<VirtualHost<L>> host(String name) {
    VirtualHost<L> host = hosts.get(name);
    if (host == null) {
      int dot = name.indexOf('.');
      host = dot < 0 ? null : hosts.get(WILDCARD + name.substring(dot + 1));
    }
    return Optional.ofNullable(host == null ? hosts.get(ANY) : host);
  }

  /**
   * Whether a host is named, itself or by a wildcard.
   *
   * @param name in lower case, without a port
   */
  public boolean names(String name) {
    int dot = name.indexOf('.');
    return !name.equals(ANY)
        && (hosts.containsKey(name)
            || (dot > 0 && hosts.containsKey(WILDCARD + name.substring(dot + 1))));
  }

  /**
   * What a request leads to.
   *
   * @param host in lower case, without a port
   * @param path normalized, as by {@link RequestPath}
   */
  public Optional<L> find(String host, String path) {
    return host(host).flatMap(found -> found.find(path));
  }

  public Map<String, VirtualHost<L>> hosts() {
    return Map.copyOf(hosts);
  }
}
