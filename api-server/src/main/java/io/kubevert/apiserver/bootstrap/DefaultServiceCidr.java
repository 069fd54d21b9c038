package io.kubevert.apiserver.bootstrap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.kinds.networking.ServiceCidrs;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.registry.WriteOptions;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ServiceCIDR {@code kubernetes}, which says what the flag says: it is made from it, and
 * gets the range of a second family when the flag gets one. Any other difference is for people to
 * settle; they are told by an Event.
 */
final class DefaultServiceCidr {
  private static final Logger LOG = LoggerFactory.getLogger(DefaultServiceCidr.class);

  private final Registry registry;
  private final ResourceDefinition cidrs;
  private final ResourceDefinition events;
  private final List<String> configured;

  DefaultServiceCidr(Registry registry, ResourceCatalog catalog, List<String> configured) {
    this.registry = registry;
    this.cidrs = catalog.find("networking.k8s.io", "v1", "servicecidrs").orElseThrow();
    this.events = catalog.find("", "v1", ResourceTypes.EVENTS.plural()).orElseThrow();
    this.configured = configured;
  }

  Future<?> keep() {
    Target target = new Target(cidrs, "", SystemObjects.NAME);
    ObjectNode wanted = SystemObjects.serviceCidr(configured);
    Optional<ObjectNode> found = registry.find(target);
    if (found.isEmpty()) {
      return registry.create(cidrs, "", wanted, WriteOptions.DEFAULT);
    }
    List<String> stored = ServiceCidrs.cidrs(found.get());
    if (stored.equals(configured)) {
      return Future.succeededFuture();
    }
    if (stored.size() == 1 && configured.size() == 2 && stored.equals(configured.subList(0, 1))) {
      ObjectNode next = found.get().deepCopy();
      next.set("spec", wanted.get("spec"));
      return registry.update(target, next, WriteOptions.DEFAULT);
    }
    return tell(found.get(), stored);
  }

  private Future<?> tell(ObjectNode found, List<String> stored) {
    String message =
        "The default ServiceCIDR "
            + stored
            + " does not match the controller flag configurations "
            + configured;
    LOG.atWarn().addKeyValue("object", SystemObjects.NAME).log(message);
    ObjectNode event =
        SystemObjects.warning(
            found,
            "kubernetes-service-cidr-controller",
            "KubernetesDefaultServiceCIDRInconsistent",
            message,
            Instant.now());
    return registry.create(events, Bootstrap.DEFAULT, event, WriteOptions.DEFAULT);
  }
}
