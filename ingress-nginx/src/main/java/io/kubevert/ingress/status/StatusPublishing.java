package io.kubevert.ingress.status;

import io.kubevert.client.resource.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * What is written into the Ingresses' status.
 *
 * @param enabled whether anything is
 * @param cleared whether the last controller takes the addresses away again when it ends
 * @param addresses written instead of the nodes' own, unless empty
 * @param service the Service whose addresses are written, if there is one
 * @param election the Lease by which the writer is chosen
 */
public record StatusPublishing(
    boolean enabled,
    boolean cleared,
    List<String> addresses,
    Optional<ObjectKey> service,
    ObjectKey election) {

  public StatusPublishing {
    addresses = List.copyOf(addresses);
  }
}
