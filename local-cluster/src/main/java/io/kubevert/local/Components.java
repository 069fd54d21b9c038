package io.kubevert.local;

import io.kubevert.apiserver.ApiServer;
import io.kubevert.apiserver.ApiServerConfig;
import io.kubevert.apiserver.controller.ControllerManager;
import io.kubevert.apiserver.controller.ControllerManagerConfig;
import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.scheduler.Scheduler;
import io.kubevert.client.ControlPlane;
import io.kubevert.coredns.CoreDns;
import io.kubevert.coredns.CoreDnsConfig;
import io.kubevert.ingress.IngressConfig;
import io.kubevert.ingress.IngressController;
import io.kubevert.kubeproxy.KubeProxy;
import io.kubevert.kubeproxy.KubeProxyConfig;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.nodeagent.NodeAgent;
import io.kubevert.nodeagent.NodeAgentConfig;
import io.kubevert.nodeagent.network.Ipv4Range;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What runs where: the list of a cluster's components. */
record Components(LocalClusterConfig config, Credentials credentials, Vertx bus) {
  static final String NODE_CACHE = "169.254.25.10";

  private static final String CONTROL_PLANE = "node-role.kubernetes.io/control-plane";
  private static final String NO_LOAD_BALANCER =
      "node.kubernetes.io/exclude-from-external-load-balancers";
  private static final String POD_RANGE = "10.233.64.0/18";
  private static final String SERVICE_RANGE = "10.233.0.0/18";
  private static final int FIRST_NODE_PORT = 30_000;
  private static final int LAST_NODE_PORT = 32_767;
  private static final String CLUSTER_DNS = "10.233.0.3";
  private static final String CLUSTER_DOMAIN = "cluster.local";
  private static final int NODE_API_PORT = 10_250;
  private static final int NODE_HEALTH_PORT = 10_248;

  Future<Void> deployApiServer(LocalNode master) {
    return master.deploy(
        new ApiServer(
            new ApiServerConfig(
                master.address(),
                LocalClusterConfig.API_PORT,
                master.address(),
                config.store(),
                credentials.pki(),
                new ClusterSettings(SERVICE_RANGE, FIRST_NODE_PORT, LAST_NODE_PORT)),
            bus));
  }

  /** All at once; each waits by itself for what it needs. */
  Future<Void> deployOthers(List<LocalNode> nodes) {
    List<Future<Void>> deployments = new ArrayList<>();
    LocalNode master = nodes.getFirst();
    for (Deployable component : controlPlane(master)) {
      deployments.add(master.deploy(component));
    }
    for (LocalNode node : nodes) {
      for (Deployable component : nodeServices(node, node == master)) {
        deployments.add(node.deploy(component));
      }
    }
    return Future.join(deployments).mapEmpty();
  }

  private List<Deployable> controlPlane(LocalNode master) {
    return List.of(
        new ControllerManager(
            ControllerManagerConfig.of(credentials.authority()),
            reach(master, "controller-manager")),
        new Scheduler(reach(master, "scheduler")),
        new CoreDns(
            CoreDnsConfig.cluster(master.name(), master.address()), reach(master, "coredns")));
  }

  private List<Deployable> nodeServices(LocalNode node, boolean controlPlane) {
    String name = node.name();
    return List.of(
        new NodeAgent(agentConfig(node, controlPlane), reach(node, "node-" + name)),
        new KubeProxy(
            KubeProxyConfig.of(
                name,
                List.of(node.address()),
                POD_RANGE,
                SERVICE_RANGE,
                LoadBalancerConfig.of(config.network().loadBalancerPool())),
            reach(node, "kube-proxy-" + name)),
        new CoreDns(
            CoreDnsConfig.nodeCache(name, node.address(), NODE_CACHE, CLUSTER_DNS),
            reach(node, "node-cache-" + name)),
        new IngressController(IngressConfig.forNode(name), reach(node, "ingress-nginx-" + name)));
  }

  private ControlPlane reach(LocalNode node, String component) {
    return node.reach(credentials.of(component, bus));
  }

  private NodeAgentConfig agentConfig(LocalNode node, boolean controlPlane) {
    return new NodeAgentConfig(
        node.name(),
        node.address(),
        config.nodes().resolve(node.name()),
        config.images(),
        credentials.pki().of("node-" + node.name()),
        node.address(),
        NODE_API_PORT,
        NODE_HEALTH_PORT,
        NODE_CACHE,
        CLUSTER_DOMAIN,
        Ipv4Range.parse(POD_RANGE),
        Ipv4Range.parse(SERVICE_RANGE),
        List.of(),
        controlPlane ? Map.of(CONTROL_PLANE, "", NO_LOAD_BALANCER, "") : Map.of(),
        controlPlane ? List.of(CONTROL_PLANE + ":NoSchedule") : List.of(),
        config.network().namespace(node.name()));
  }
}
