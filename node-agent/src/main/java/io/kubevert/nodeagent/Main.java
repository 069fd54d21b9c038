package io.kubevert.nodeagent;

import io.kubevert.client.component.ComponentFlags;
import io.kubevert.client.component.ComponentProcess;
import io.kubevert.nodeagent.network.Ipv4Range;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the agent of one node in a process of its own, in that node's network namespace. */
@Command(
    name = "node-agent",
    mixinStandardHelpOptions = true,
    description = "Runs the pods of one node.")
public final class Main implements Callable<Integer> {
  private static final String DEFAULT = " Default: ${DEFAULT-VALUE}.";

  @Mixin private ComponentFlags component;

  @Option(names = "--hostname-override", required = true, description = "The node's name.")
  private String nodeName;

  @Option(
      names = "--node-ip",
      required = true,
      description = "The node's address, which other nodes send its pods' packets to.")
  private String nodeAddress;

  @Option(
      names = "--root-dir",
      defaultValue = "/var/lib/kubevert/node",
      description = "Directory for pods' files and states." + DEFAULT)
  private Path data;

  @Option(
      names = "--images-dir",
      defaultValue = "/var/lib/kubevert/images",
      description = "Directory of images." + DEFAULT)
  private Path images;

  @Option(
      names = "--address",
      defaultValue = "0.0.0.0",
      description = "Address that the agent's servers listen on." + DEFAULT)
  private String bindAddress;

  @Option(names = "--port", defaultValue = "10250", description = "Port of the API." + DEFAULT)
  private int port;

  @Option(
      names = "--healthz-port",
      defaultValue = "10248",
      description = "Port of health and metrics." + DEFAULT)
  private int healthPort;

  @Option(
      names = "--cluster-dns",
      defaultValue = "169.254.25.10",
      description = "Name server that pods are given." + DEFAULT)
  private String clusterDns;

  @Option(
      names = "--cluster-domain",
      defaultValue = "cluster.local",
      description = "Domain of cluster names." + DEFAULT)
  private String clusterDomain;

  @Option(
      names = "--cluster-cidr",
      defaultValue = "10.233.64.0/18",
      description = "Addresses of all nodes' pods." + DEFAULT)
  private String podRange;

  @Option(
      names = "--service-cluster-ip-range",
      defaultValue = "10.233.0.0/18",
      description = "Addresses of Services." + DEFAULT)
  private String serviceRange;

  @Option(
      names = "--control-networks",
      split = ",",
      description = "Networks that pods may not reach, comma-separated.")
  private List<String> controlNetworks = List.of();

  @Option(
      names = "--node-labels",
      split = ",",
      description = "Labels of the node, key=value, comma-separated.")
  private Map<String, String> labels = Map.of();

  @Option(
      names = "--register-with-taints",
      split = ",",
      description = "Taints of a new node, key=value:Effect, comma-separated.")
  private List<String> taints = List.of();

  @Option(
      names = "--namespace-prefix",
      defaultValue = "kubevert",
      description = "What names of pods' network namespaces start with." + DEFAULT)
  private String prefix;

  /** Exits only when the agent cannot start; otherwise its event loops keep the process alive. */
  public static void main(String[] arguments) {
    int code = new CommandLine(new Main()).execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() {
    NodeAgentConfig config =
        new NodeAgentConfig(
            nodeName,
            nodeAddress,
            data,
            images,
            component.pki(),
            bindAddress,
            port,
            healthPort,
            clusterDns,
            clusterDomain,
            Ipv4Range.parse(podRange),
            Ipv4Range.parse(serviceRange),
            controlNetworks.stream().map(Ipv4Range::parse).toList(),
            labels,
            taints,
            prefix);
    return ComponentProcess.start(
        "node-agent", component, controlPlane -> new NodeAgent(config, controlPlane));
  }
}
