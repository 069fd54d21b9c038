package io.kubevert.nodeagent.network;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.kubevert.client.workqueue.WorkQueue;
import io.kubevert.nodeagent.NodeAgentConfig;
import io.kubevert.nodeagent.lifecycle.PodState;
import io.kubevert.nodeagent.sandbox.Sandbox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Keeps the node's network as nodes and pods ask for. Belongs to one context. */
public final class NetworkReconciler {
  private static final String ALL = "network";

  private final Vertx vertx;
  private final NodeAgentConfig config;
  private final Supplier<Collection<PodState>> pods;
  private final Runnable problemChanged;
  private final NodeNetwork network;
  private final WorkQueue<String> queue;
  private List<NodeAddress> nodes = List.of();
  private Optional<Ipv4Range> ready = Optional.empty();
  private String problem = "the node has no podCIDR yet";

  /**
   * @param problemChanged told when {@link #problem} may say something else
   */
  public NetworkReconciler(
      Vertx vertx,
      NodeAgentConfig config,
      Supplier<Collection<PodState>> pods,
      Runnable problemChanged) {
    this.vertx = vertx;
    this.config = config;
    this.pods = pods;
    this.problemChanged = problemChanged;
    this.network =
        new NodeNetwork(config.podRange(), config.serviceRange(), config.controlNetworks());
    // One key: the network is brought to its desired state as a whole.
    this.queue = new WorkQueue<>(vertx, "network", 1, key -> reconcile());
  }

  /** Completes when what was under way has ended. */
  public Future<Void> stop() {
    queue.close();
    return queue.drained();
  }

  /** These nodes are there now. */
  public void nodes(Collection<NodeAddress> all) {
    nodes = List.copyOf(all);
    queue.add(ALL);
  }

  /** A pod's network came or went. */
  public void changed() {
    queue.add(ALL);
  }

  /** The addresses of this node's pods, once the bridge has them. */
  public Optional<Ipv4Range> podRange() {
    return ready;
  }

  /** Why pods cannot be run; empty when they can. */
  public String problem() {
    return problem;
  }

  private Future<Void> reconcile() {
    Optional<Ipv4Range> local =
        nodes.stream()
            .filter(node -> node.name().equals(config.nodeName()) && !node.podRange().isEmpty())
            .findFirst()
            .map(node -> Ipv4Range.parse(node.podRange()));
    if (local.isEmpty()) {
      return Future.succeededFuture();
    }
    NodeNetwork.Desired desired =
        new NodeNetwork.Desired(local.get(), routes(), hostPorts(pods.get()));
    return vertx
        .executeBlocking(
            () -> {
              network.apply(desired);
              return null;
            },
            false)
        .onSuccess(ignored -> became(local, ""))
        .onFailure(failure -> became(ready, String.valueOf(failure.getMessage())))
        .mapEmpty();
  }

  private void became(Optional<Ipv4Range> range, String now) {
    ready = range;
    problem = now;
    problemChanged.run();
  }

  private Map<String, String> routes() {
    Map<String, String> routes = new HashMap<>();
    for (NodeAddress node : nodes) {
      boolean other = !node.name().equals(config.nodeName());
      if (other && !node.podRange().isEmpty() && !node.address().isEmpty()) {
        routes.put(node.podRange(), node.address());
      }
    }
    return routes;
  }

  private static Set<HostPort> hostPorts(Collection<PodState> pods) {
    Set<HostPort> ports = new HashSet<>();
    for (PodState pod : pods) {
      Optional<Sandbox> sandbox = pod.sandbox().filter(each -> !each.usesHostNetwork());
      if (sandbox.isPresent() && !pod.networkReleased()) {
        for (Container container : pod.allContainers()) {
          for (ContainerPort port : container.getPorts()) {
            hostPort(port, sandbox.get()).ifPresent(ports::add);
          }
        }
      }
    }
    return ports;
  }

  private static Optional<HostPort> hostPort(ContainerPort port, Sandbox sandbox) {
    if (port.getHostPort() == null || port.getHostPort() == 0) {
      return Optional.empty();
    }
    String host =
        port.getHostIP() == null || port.getHostIP().equals("0.0.0.0") ? "" : port.getHostIP();
    String protocol =
        port.getProtocol() == null ? "tcp" : port.getProtocol().toLowerCase(Locale.ROOT);
    return Optional.of(
        new HostPort(
            host, protocol, port.getHostPort(), sandbox.address(), port.getContainerPort()));
  }
}
