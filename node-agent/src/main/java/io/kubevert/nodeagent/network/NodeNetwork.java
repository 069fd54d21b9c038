package io.kubevert.nodeagent.network;

import io.kubevert.client.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the node's bridge, routes and rules to what they should be. One call at a time; calls
 * block, on threads of the node's network namespace.
 */
public final class NodeNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(NodeNetwork.class);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String ROUTE_PROTOCOL = "120";
  private static final Path SYSCTL = Path.of("/proc/sys/net/ipv4");

  private final List<Ipv4Range> direct;
  private final List<Ipv4Range> forbidden;
  private final Map<String, String> appliedRoutes = new HashMap<>();
  private Optional<Ipv4Range> bridged = Optional.empty();
  private String appliedRules = "";

  /**
   * What the network should be.
   *
   * @param local this node's pods
   * @param routes other nodes' addresses by the range of their pods
   */
  public record Desired(Ipv4Range local, Map<String, String> routes, Set<HostPort> hostPorts) {}

  public NodeNetwork(Ipv4Range pods, Ipv4Range services, List<Ipv4Range> forbidden) {
    this.direct = List.of(pods, services);
    this.forbidden = forbidden;
  }

  public void apply(Desired desired) throws IOException, InterruptedException {
    if (!bridged.equals(Optional.of(desired.local))) {
      bridge(desired.local);
      bridged = Optional.of(desired.local);
    }
    route(desired.routes);
    List<HostPort> hostPorts =
        desired.hostPorts.stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList();
    String rules = new NodeRules(desired.local, direct, forbidden, hostPorts).render();
    if (!rules.equals(appliedRules)) {
      run(Command.of("nft", "-f", "-").reading(rules));
      appliedRules = rules;
    }
  }

  private void bridge(Ipv4Range local) throws IOException, InterruptedException {
    if (!Files.exists(SYSCTL.resolve("conf/cni0"))) {
      run(
          Command.of(
              "ip", "link", "add", "cni0", "address", hardwareAddress(local), "type", "bridge"));
    }
    batch(
        List.of(
            "addr replace " + local.address(1) + "/" + local.prefixLength() + " dev cni0",
            "link set cni0 up"));
    sysctl("ip_forward", "1");
    sysctl("conf/all/send_redirects", "0");
    sysctl("conf/cni0/send_redirects", "0");
    Command.Result found =
        Command.of("ip", "route", "show", "proto", ROUTE_PROTOCOL).within(LIMIT).await();
    for (String line : found.output().lines().toList()) {
      String[] words = line.split(" ");
      if (words.length > 2 && words[1].equals("via")) {
        appliedRoutes.put(words[0], words[2]);
      }
    }
  }

  /**
   * The bridge's own address, from its IP as CNI's bridge does it. Without one, a bridge takes the
   * lowest of its ports', so a pod that comes or goes would cut the others off from the node until
   * they ask for the address again.
   */
  private static String hardwareAddress(Ipv4Range local) {
    return Arrays.stream(local.address(1).split("\\."))
        .map(octet -> "%02x".formatted(Integer.parseInt(octet)))
        .collect(Collectors.joining(":", "0a:58:", ""));
  }

  private void route(Map<String, String> routes) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    for (String range : appliedRoutes.keySet()) {
      if (!routes.containsKey(range)) {
        lines.add("route del " + range + " proto " + ROUTE_PROTOCOL);
      }
    }
    routes.forEach(
        (range, via) -> {
          if (!via.equals(appliedRoutes.get(range))) {
            lines.add("route replace " + range + " via " + via + " proto " + ROUTE_PROTOCOL);
          }
        });
    if (!lines.isEmpty()) {
      batch(lines);
      LOG.atDebug().addKeyValue("routes", lines).log("routes changed");
    }
    appliedRoutes.clear();
    appliedRoutes.putAll(routes);
  }

  private static void sysctl(String name, String value) throws IOException {
    Path file = SYSCTL.resolve(name);
    if (Files.readString(file).strip().equals(value)) {
      return;
    }
    try {
      Files.writeString(file, value);
    } catch (IOException e) {
      throw new IOException(
          "cannot set " + file + " to " + value + ": set it for the node before the agent starts",
          e);
    }
  }

  private static void batch(List<String> lines) throws IOException, InterruptedException {
    run(Command.of("ip", "-batch", "-").reading(String.join("\n", lines) + "\n"));
  }

  private static void run(Command command) throws IOException, InterruptedException {
    Command.Result result = command.within(LIMIT).await();
    if (result.exitCode() != 0) {
      throw new IOException(
          String.join(" ", command.words()) + ": " + result.output().strip() + command.input());
    }
  }
}
