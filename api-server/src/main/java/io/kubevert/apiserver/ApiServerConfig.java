package io.kubevert.apiserver;

import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.pki.ClusterPki;
import io.kubevert.apiserver.validation.Addresses;
import java.net.InetAddress;
import java.nio.file.Path;

/**
 * What an API server needs to know.
 *
 * @param bindAddress the address to listen on
 * @param securePort the port of HTTPS; 0 for any free one
 * @param advertiseAddress the address that pods reach the server at, behind the Service {@code
 *     kubernetes}
 * @param dataDirectory where the store lives
 * @param pki the credentials of the cluster
 * @param settings what the kinds must know of the cluster
 */
public record ApiServerConfig(
    String bindAddress,
    int securePort,
    String advertiseAddress,
    Path dataDirectory,
    ClusterPki pki,
    ClusterSettings settings) {

  public ApiServerConfig {
    requireAddress("bind address", bindAddress);
    if (requireAddress("advertise address", advertiseAddress).isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "advertise address "
              + advertiseAddress
              + " is not valid: pods reach the server by it, so use the node's address and not"
              + " loopback");
    }
    if (securePort < 0 || securePort > 65535) {
      throw new IllegalArgumentException(
          "secure port " + securePort + " is not valid: use 1 to 65535, or 0 for any free port");
    }
  }

  private static InetAddress requireAddress(String what, String address) {
    try {
      return InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          what + " \"" + address + "\" is not valid: use an IP address, as in 127.0.0.1", e);
    }
  }

  /**
   * The first address of the first service range, which is that of the Service {@code kubernetes}.
   */
  String kubernetesClusterIp() {
    try {
      byte[] base =
          InetAddress.ofLiteral(settings.serviceCidrs().getFirst().split("/")[0]).getAddress();
      base[base.length - 1] += 1;
      return Addresses.text(InetAddress.getByAddress(base));
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
