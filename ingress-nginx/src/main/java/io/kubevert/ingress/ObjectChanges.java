package io.kubevert.ingress;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.metrics.IngressMetrics;
import io.kubevert.ingress.status.AddressPublisher;
import io.kubevert.ingress.sync.RoutingSync;
import io.kubevert.ingress.watch.ClusterView;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Tells each change of an object to those whom it concerns: the routing, the addresses in the
 * Ingresses' status, the metrics.
 *
 * @param publishService the Service whose addresses are published
 * @param exists whether there is such an Ingress
 */
record ObjectChanges(
    Optional<ObjectKey> publishService,
    Predicate<ObjectKey> exists,
    IngressMetrics metrics,
    RoutingSync sync,
    AddressPublisher addresses,
    BooleanSupplier isLeader)
    implements ClusterView.Listener {

  @Override
  public void ingressChanged(ObjectKey ingress) {
    if (!exists.test(ingress)) {
      metrics.forget(ingress);
    }
    sync.ingressChanged(ingress);
    addresses.changed(ingress);
  }

  @Override
  public void classesChanged() {
    sync.classesChanged();
  }

  @Override
  public void serviceChanged(ObjectKey service) {
    sync.serviceChanged(service);
    if (publishService.filter(service::equals).isPresent()) {
      nodesChanged();
    }
  }

  @Override
  public void secretChanged(ObjectKey secret) {
    sync.secretChanged(secret);
  }

  @Override
  public void configMapChanged(ObjectKey configMap) {
    sync.configMapChanged(configMap);
  }

  @Override
  public void nodesChanged() {
    if (isLeader.getAsBoolean()) {
      addresses.changed(sync.served());
    }
  }
}
