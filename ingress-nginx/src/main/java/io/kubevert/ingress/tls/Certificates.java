package io.kubevert.ingress.tls;

import java.util.HashMap;
import java.util.Map;

/**
 * Which certificate each host has, at one moment.
 *
 * @param byHost by host in lower case, or wildcard
 * @param fallback for every other host
 */
public record Certificates(Map<String, ServerCertificate> byHost, ServerCertificate fallback) {

  public Certificates {
    byHost = Map.copyOf(byHost);
  }

  /**
   * The certificate for a host.
   *
   * @param host in lower case; empty when the client named none
   */
  ServerCertificate find(String host) {
    ServerCertificate found = byHost.get(host);
    if (found == null && host.indexOf('.') > 0) {
      found = byHost.get("*" + host.substring(host.indexOf('.')));
    }
    return found == null ? fallback : found;
  }

  Map<String, ServerCertificate> byId() {
    Map<String, ServerCertificate> byId = new HashMap<>();
    byHost.values().forEach(each -> byId.put(each.id(), each));
    byId.put(fallback.id(), fallback);
    return byId;
  }
}
