package io.kubevert.ingress.tls;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which certificate each host has, at one moment.
 *
 * @param byHost by host in lower case, or wildcard
 * @param fallback for every other host
 * @param asking hosts whose clients are asked for a certificate of their own
 * @param ciphers hosts that have suites of their own
 */
public record Certificates(
    Map<String, ServerCertificate> byHost,
    ServerCertificate fallback,
    Set<String> asking,
    Map<String, CipherPreference> ciphers) {

  public Certificates {
    byHost = Map.copyOf(byHost);
    asking = Set.copyOf(asking);
    ciphers = Map.copyOf(ciphers);
  }

  /** Nothing but the one for every host. */
  public static Certificates of(ServerCertificate fallback) {
    return new Certificates(Map.of(), fallback, Set.of(), Map.of());
  }

  /** Whether clients of a host are asked for a certificate. */
  boolean asks(String host) {
    return !asking.isEmpty()
        && (asking.contains(host)
            || asking.contains("")
            || (host.indexOf('.') > 0 && asking.contains("*" + host.substring(host.indexOf('.')))));
  }

  /** The suites of a host that has its own. */
  Optional<CipherPreference> ciphers(String host) {
    return ciphers.isEmpty() ? Optional.empty() : Optional.ofNullable(find(ciphers, host));
  }

  private static <T> T find(Map<String, T> byHost, String host) {
    T found = byHost.get(host);
    return found == null && host.indexOf('.') > 0
        ? byHost.get("*" + host.substring(host.indexOf('.')))
        : found;
  }

  /**
   * The certificate for a host.
   *
   * @param host in lower case; empty when the client named none
   */
  ServerCertificate find(String host) {
    ServerCertificate found = find(byHost, host);
    return found == null ? fallback : found;
  }

  /** Each of them, once. */
  public Collection<ServerCertificate> all() {
    return byId().values();
  }

  Map<String, ServerCertificate> byId() {
    Map<String, ServerCertificate> byId = new HashMap<>();
    byHost.values().forEach(each -> byId.put(each.id(), each));
    byId.put(fallback.id(), fallback);
    return byId;
  }
}
