package io.kubevert.coredns;

import io.kubevert.client.component.ComponentFlags;
import io.kubevert.client.component.ComponentProcess;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.nodecache.NodeInterfaceOptions;
import io.kubevert.coredns.plugin.HostAndPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The server as a process of its own; given {@code -localip} it is a node's cache. */
@Command(
    name = "coredns",
    mixinStandardHelpOptions = true,
    description = "Cluster DNS; with -localip, the DNS cache of a node.")
public final class Main implements Callable<Integer> {
  @Mixin private ComponentFlags component;

  @Option(
      names = "-conf",
      description = "The Corefile. Default: one like kubeadm's or node-cache's.")
  private Path conf;

  @Option(names = "--node-name", required = true, description = "The node that the server runs on.")
  private String nodeName;

  @Option(names = "--node-ip", required = true, description = "The node's address.")
  private String nodeAddress;

  @Option(
      names = "--listen-address",
      split = ",",
      description = "Where server blocks without 'bind' listen. Default: the node's address.")
  private List<String> listenAddresses = List.of();

  @Option(
      names = "--page-address",
      description = "Where pages such as ':8080' listen. Default: 0.0.0.0.")
  private String pageHost = "0.0.0.0";

  @Option(names = "-localip", split = ",", description = "Addresses of the node's cache.")
  private List<String> localAddresses = List.of();

  @Option(
      names = "-interfacename",
      defaultValue = "nodelocaldns",
      description = "The link that has the cache's addresses. Default: ${DEFAULT-VALUE}.")
  private String interfaceName;

  @Option(
      names = "-setupinterface",
      arity = "0..1",
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether to make the link. Default: ${DEFAULT-VALUE}.")
  private boolean setupInterface;

  @Option(
      names = {"-setupiptables", "--setup-rules"},
      arity = "0..1",
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether to keep connection tracking off the cache. Default: ${DEFAULT-VALUE}.")
  private boolean setupRules;

  @Option(
      names = "-syncinterval",
      defaultValue = "5",
      description = "Seconds between two looks at link and rules. Default: ${DEFAULT-VALUE}.")
  private int syncSeconds;

  @Option(
      names = "-health-port",
      defaultValue = "8080",
      description = "The health page's port, not tracked either. Default: ${DEFAULT-VALUE}.")
  private int healthPort;

  @Option(
      names = "-metrics-listen-address",
      defaultValue = ":9353",
      description = "Where a node's cache shows all its metrics, too. Default: ${DEFAULT-VALUE}.")
  private String metricsAddress;

  @Option(
      names = "-skipteardown",
      arity = "0..1",
      fallbackValue = "true",
      description = "Taken for node-cache's sake: link and rules stay when the server stops.")
  private boolean skipTeardown;

  @Option(
      names = "--cluster-dns",
      defaultValue = "10.233.0.3",
      description = "The cluster DNS Service that a cache asks. Default: ${DEFAULT-VALUE}.")
  private String clusterDns;

  @Option(
      names = "-upstreamsvc",
      defaultValue = "coredns",
      description =
          "The cluster DNS Service, of kube-system; its endpoints answer in the place of a cache"
              + " that is down. Default: ${DEFAULT-VALUE}.")
  private String clusterDnsService;

  public static void main(String[] arguments) {
    int code = new CommandLine(new Main()).execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() {
    CoreDnsConfig config = localAddresses.isEmpty() ? clusterServer() : nodeCache();
    return ComponentProcess.start(
        config.role().podName(),
        component,
        controlPlane -> new CoreDns(config, controlPlane, Main::giveMemoryBack));
  }

  /**
   * Never again is as much garbage made as by the lists of everything; the heap that it took is let
   * go only by a collection of the whole of it.
   */
  private static void giveMemoryBack() {
    System.gc();
  }

  private CoreDnsConfig clusterServer() {
    return new CoreDnsConfig(
        corefile().orElseGet(() -> new CorefileSource.Inline(DefaultCorefiles.cluster())),
        nodeName,
        nodeAddress,
        CoreDnsConfig.Role.CLUSTER,
        listenAddresses.isEmpty() ? List.of(nodeAddress) : listenAddresses,
        pageHost,
        Optional.empty(),
        Map.of(),
        true);
  }

  private CoreDnsConfig nodeCache() {
    String localAddress = localAddresses.getFirst();
    String fallback = DefaultCorefiles.nodeCache(localAddress, clusterDns, healthPort);
    return new CoreDnsConfig(
        corefile().orElseGet(() -> new CorefileSource.Inline(fallback)),
        nodeName,
        nodeAddress,
        CoreDnsConfig.Role.NODE_CACHE,
        localAddresses,
        pageHost,
        Optional.of(
            new NodeInterfaceOptions(
                interfaceName,
                localAddresses,
                setupInterface,
                setupRules,
                List.of(healthPort),
                Duration.ofSeconds(syncSeconds),
                new ObjectKey("kube-system", clusterDnsService))),
        CoreDnsConfig.pillars(localAddresses, clusterDns),
        true,
        Optional.of(
            HostAndPort.parse(
                new Token(metricsAddress, "-metrics-listen-address", 1),
                pageHost,
                CoreDnsConfig.METRICS_PORT)));
  }

  private Optional<CorefileSource> corefile() {
    return Optional.ofNullable(conf).map(CorefileSource.File::new);
  }
}
