package io.kubevert.kubeproxy.loadbalancer;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.endpoints.Endpoint;
import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** A node's load balancer by itself. Every Service has one endpoint, on the node that is told. */
final class BalancedNode extends VerticleBase {
  private final ControlPlane controlPlane;
  private final LoadBalancerConfig config;
  private final String node;
  private final List<InetAddress> addresses;
  private final AtomicReference<String> endpointNode;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private LoadBalancer balancer;

  /**
   * @param endpointNode where the endpoint is; empty for no endpoint
   */
  BalancedNode(
      ControlPlane controlPlane,
      LoadBalancerConfig config,
      String node,
      List<InetAddress> addresses,
      AtomicReference<String> endpointNode) {
    this.controlPlane = controlPlane;
    this.config = config;
    this.node = node;
    this.addresses = addresses;
    this.endpointNode = endpointNode;
  }

  @Override
  public Future<?> start() {
    balancer =
        new LoadBalancer(
            vertx,
            context,
            controlPlane.clientFor(context),
            config,
            node,
            addresses,
            this::slices,
            registry);
    balancer.start();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return balancer.stop();
  }

  /** The metrics as they are now, in Prometheus' text format. */
  Future<String> metrics() {
    Promise<String> text = Promise.promise();
    context.runOnContext(
        ignored -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          try {
            PrometheusTextFormatWriter.create().write(bytes, registry.scrape());
            text.complete(bytes.toString(StandardCharsets.UTF_8));
          } catch (IOException e) {
            text.fail(e);
          }
        });
    return text.future();
  }

  void endpointsChanged(ObjectKey service) {
    context.runOnContext(ignored -> balancer.endpointsChanged(service));
  }

  private List<EndpointSlice> slices(ObjectKey service) {
    String on = endpointNode.get();
    return on.isEmpty()
        ? List.of()
        : List.of(
            new EndpointSlice(
                service,
                service,
                false,
                List.of(),
                List.of(new Endpoint("10.0.0.9", true, true, false, on, Set.of(), Set.of()))));
  }
}
