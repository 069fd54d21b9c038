package io.kubevert.kubeproxy.sync;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.service.Protocol;
import io.kubevert.kubeproxy.topology.NodeTopology;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be written.
 *
 * @param node where the proxy is
 * @param services Services that changed, as they are now; empty for one that is gone
 */
public record Changes(NodeTopology node, Map<ObjectKey, Optional<ServiceView>> services) {

  public Changes {
    services = Map.copyOf(services);
  }

  /**
   * Whether flows without connections may be concerned, those of UDP and SCTP: nobody knows any
   * more what a Service had that is gone.
   */
  public boolean concernDatagrams() {
    return services.values().stream()
        .anyMatch(
            view ->
                view.isEmpty()
                    || view.get().service().ports().stream()
                        .anyMatch(port -> port.protocol() != Protocol.TCP));
  }
}
