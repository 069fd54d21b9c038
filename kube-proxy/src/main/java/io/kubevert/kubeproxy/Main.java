package io.kubevert.kubeproxy;

import io.kubevert.client.component.ComponentFlags;
import io.kubevert.client.component.ComponentProcess;
import io.kubevert.kubeproxy.address.NodePortAddresses;
import io.kubevert.kubeproxy.loadbalancer.pool.AddressPool;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.kubeproxy.nftables.KernelNftables;
import io.kubevert.kubeproxy.nftables.Nftables;
import io.kubevert.kubeproxy.nftables.NftablesException;
import io.kubevert.kubeproxy.sync.Tables;
import io.kubevert.kubeproxy.traffic.TrafficCounters;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the proxy of one node in this process's network namespace. */
@Command(
    name = "kube-proxy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Forwards what is sent to Services, on the node that it runs on, by nftables.")
public final class Main implements Callable<Integer> {
  private static final String CLEANUP = "--cleanup";

  @Mixin private ComponentFlags component;

  @Option(
      names = "--hostname-override",
      required = true,
      description = "The name of this node's object.")
  private String nodeName;

  @Option(
      names = "--node-ip",
      split = ",",
      required = true,
      description = "This node's addresses, one a family, comma-separated.")
  private List<String> nodeIps;

  @Option(
      names = "--cluster-cidr",
      split = ",",
      defaultValue = "10.233.64.0/18",
      description = "The pods' addresses, one CIDR a family. Default: ${DEFAULT-VALUE}.")
  private List<String> clusterCidrs;

  @Option(
      names = "--service-cluster-ip-range",
      split = ",",
      defaultValue = "10.233.0.0/18",
      description =
          "The Services' addresses, one CIDR a family, besides those of ServiceCIDR objects."
              + " Default: ${DEFAULT-VALUE}.")
  private List<String> serviceCidrs;

  @Option(
      names = "--masquerade-all",
      description = "Masquerade everything that is sent to a Service's cluster address.")
  private boolean masqueradeAll;

  @Option(
      names = "--count-traffic",
      description =
          "Count the packets and bytes of Services' connections, for /debug/services to show. Costs"
              + " each packet a look-up, and each endpoint of a destination an element.")
  private boolean countTraffic;

  @Option(
      names = "--nodeport-addresses",
      split = ",",
      defaultValue = "primary",
      description =
          "Where node ports and health check ports answer: \"primary\", at --node-ip, or CIDRs, at"
              + " every address of this node in them but loopback ones. Default: ${DEFAULT-VALUE}.")
  private List<String> nodePortAddresses;

  @Option(
      names = "--load-balancer-pool",
      description =
          "Addresses for Services of type LoadBalancer: [NAME=]RANGE[,RANGE...], a range being"
              + " FIRST-LAST, a CIDR or an address. May be repeated; the name is by default"
              + " \"default\". The pools of IPAddressPool objects count besides.")
  private List<AddressPool> pools = List.of();

  @Option(
      names = "--load-balancer",
      description =
          "Give and announce addresses even without --load-balancer-pool: those of IPAddressPool"
              + " objects. Without either flag, somebody else does.")
  private boolean loadBalancer;

  @Option(
      names = "--lb-class",
      defaultValue = "",
      description =
          "Serve Services of type LoadBalancer with this loadBalancerClass. By default, those"
              + " without any.")
  private String loadBalancerClass;

  @Option(
      names = "--healthz-bind-address",
      defaultValue = "0.0.0.0:10256",
      description = "Where /healthz and /livez listen. Default: ${DEFAULT-VALUE}.")
  private BindAddress healthz;

  @Option(
      names = "--metrics-bind-address",
      defaultValue = "127.0.0.1:10249",
      description = "Where /metrics and /debug listen. Default: ${DEFAULT-VALUE}.")
  private BindAddress metrics;

  @Option(
      names = CLEANUP,
      description = "Remove the proxy's rules from this node, and exit; no other flag is needed.")
  private boolean cleanup;

  public static void main(String[] arguments) {
    int code =
        List.of(arguments).contains(CLEANUP)
            ? onNftables(Main::removeTables)
            : commandLine(new Main()).execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  static CommandLine commandLine(Main main) {
    return new CommandLine(main)
        .registerConverter(BindAddress.class, BindAddress::parse)
        .registerConverter(AddressPool.class, AddressPool::parse);
  }

  /** What the flags say. */
  KubeProxyConfig config() {
    return new KubeProxyConfig(
        nodeName,
        nodeIps,
        clusterCidrs,
        serviceCidrs,
        NodePortAddresses.parse(nodePortAddresses),
        masqueradeAll,
        countTraffic,
        healthz.host(),
        healthz.port(),
        metrics.host(),
        metrics.port(),
        loadBalancer || !pools.isEmpty()
            ? Optional.of(LoadBalancerConfig.of(pools, loadBalancerClass))
            : Optional.empty());
  }

  @Override
  public Integer call() {
    KubeProxyConfig config = config();
    int usable = onNftables(nftables -> {});
    return usable != 0
        ? usable
        : ComponentProcess.start(
            "kube-proxy",
            component,
            controlPlane ->
                new KubeProxy(config, controlPlane, KernelNftables::open, Main::giveMemoryBack));
  }

  /**
   * Never again is as much garbage made as by the lists of everything; the heap that it took is let
   * go only by a collection of the whole of it.
   */
  private static void giveMemoryBack() {
    System.gc();
  }

  private static void removeTables(Nftables nftables) {
    Tables.remove(nftables);
    TrafficCounters.remove(nftables);
  }

  /** Does something to the kernel's nftables; one line says why it cannot be used. */
  private static int onNftables(Consumer<Nftables> action) {
    try (Nftables nftables = KernelNftables.open()) {
      action.accept(nftables);
      return 0;
    } catch (NftablesException e) {
      System.err.println("kube-proxy: " + e.getMessage());
      return 1;
    }
  }
}
