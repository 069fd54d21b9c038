package io.kubevert.local.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubevert.client.process.Command;
import io.kubevert.netns.NetworkNamespace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the {@link NodeNetwork} real, adopting whatever of it is there, and takes it away again.
 *
 * <p>On the host it owns one link, one nftables table, and the namespaces; besides, it turns on
 * IPv4 forwarding, which it leaves on since others may have come to rely on it.
 */
public final class ClusterNetwork {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ETHERNET_MTU = 1500;
  private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");

  private final NodeNetwork network;
  private final Vertx host;
  private final DockerFirewall docker;

  /**
   * @param host a Vert.x in the host's namespace
   */
  public ClusterNetwork(NodeNetwork network, Vertx host) {
    this.network = network;
    this.host = host;
    this.docker = new DockerFirewall(network.hostLink(), host);
  }

  /** Connects nodes and host; safe to repeat, and harmless to packets on their way. */
  public Future<Void> create() {
    return addressesAreFree()
        .compose(free -> Future.join(find(), uplinkMtu()))
        .map(both -> NetworkPlan.of(network, both.resultAt(0), both.resultAt(1)))
        .compose(this::apply)
        .compose(applied -> Future.join(kernelSettings(), masquerade(), docker.allow()).mapEmpty());
  }

  /** Removes every namespace, link and table of the network; safe to repeat. */
  public Future<Void> destroy() {
    return unplug().compose(removed -> host.executeBlocking(this::deleteNamespaces, false));
  }

  /**
   * Removes what the network has in the host's namespace. To be done before the switch's namespace
   * goes: the kernel then removes the host's end of the cable, too, but at a moment of its own.
   */
  public Future<Void> unplug() {
    return find()
        .compose(
            found ->
                found.link("", network.hostLink())
                    ? ip("", List.of("link delete " + network.hostLink()))
                    : Future.<Void>succeededFuture())
        .compose(unplugged -> Future.join(nft(NftablesText.remove(network)), docker.forget()))
        .mapEmpty();
  }

  /** Takes the node's cable out of the switch; {@link #create} puts it back. */
  public Future<Void> unplug(String node) {
    return ip(network.switchNamespace(), List.of("link set " + node + " down"));
  }

  private Void deleteNamespaces() throws IOException, InterruptedException {
    for (String namespace : NetworkPlan.namespaces(network)) {
      new NetworkNamespace(namespace).delete();
    }
    return null;
  }

  private Future<Void> addressesAreFree() {
    return Command.of("ip", "-j", "route", "show", "root", network.cidr())
        .succeed(host)
        .compose(
            routes -> {
              for (JsonNode route : json(routes)) {
                String link = route.path("dev").asText("");
                if (!link.equals(network.hostLink())) {
                  return Future.failedFuture(
                      "the host already reaches "
                          + network.cidr()
                          + " through "
                          + link
                          + ": choose another network for the cluster's nodes");
                }
              }
              return Future.succeededFuture();
            });
  }

  private Future<NetworkPlan.Found> find() {
    List<String> places = new ArrayList<>();
    places.add("");
    NetworkPlan.namespaces(network).stream()
        .filter(namespace -> new NetworkNamespace(namespace).exists())
        .forEach(places::add);
    List<Future<Set<String>>> links = places.stream().map(this::links).toList();
    return Future.join(links)
        .map(
            joined -> {
              Map<String, Set<String>> found = new LinkedHashMap<>();
              for (int i = 0; i < places.size(); i++) {
                found.put(places.get(i), links.get(i).result());
              }
              return new NetworkPlan.Found(found);
            });
  }

  /** A node must not send what the host's way out cannot carry; there may be no way out. */
  private Future<Integer> uplinkMtu() {
    return Command.of("ip", "-j", "route", "show", "default")
        .succeed(host)
        .compose(
            routes -> {
              String uplink = json(routes).path(0).path("dev").asText("lo");
              return Command.of("ip", "-j", "link", "show", "dev", uplink).succeed(host);
            })
        .map(link -> Math.min(ETHERNET_MTU, json(link).path(0).path("mtu").asInt(ETHERNET_MTU)));
  }

  private Future<Set<String>> links(String namespace) {
    return Command.of(words(namespace, "-j", "link", "show"))
        .succeed(host)
        .map(
            text -> {
              Set<String> names = new LinkedHashSet<>();
              json(text).forEach(link -> names.add(link.path("ifname").asText()));
              return names;
            });
  }

  private Future<Void> apply(NetworkPlan plan) {
    return ip("", plan.host())
        .compose(
            ready ->
                Future.join(
                        plan.inside().entrySet().stream()
                            .map(entry -> ip(entry.getKey(), entry.getValue()))
                            .toList())
                    .mapEmpty());
  }

  /** Frames on the switch must not meet any firewall; nodes and host pass packets on. */
  private Future<Void> kernelSettings() {
    List<Future<String>> settings = new ArrayList<>();
    settings.add(
        sysctl(
            network.switchNamespace(),
            "net.ipv6.conf.all.disable_ipv6=1",
            "net.bridge.bridge-nf-call-iptables=0",
            "net.bridge.bridge-nf-call-ip6tables=0",
            "net.bridge.bridge-nf-call-arptables=0"));
    for (String node : network.nodes()) {
      settings.add(
          sysctl(
              network.namespace(node), "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"));
    }
    settings.add(host.executeBlocking(() -> Files.writeString(FORWARDING, "1").toString(), false));
    return Future.join(settings).mapEmpty();
  }

  private Future<String> sysctl(String namespace, String... settings) {
    List<String> words =
        new ArrayList<>(List.of("ip", "netns", "exec", namespace, "sysctl", "-q", "-e", "-w"));
    words.addAll(List.of(settings));
    return Command.of(words.toArray(String[]::new)).succeed(host);
  }

  private Future<Void> masquerade() {
    return nft(NftablesText.masquerade(network));
  }

  private Future<Void> nft(String text) {
    return Command.of("nft", "-f", "-").reading(text).succeed(host).mapEmpty();
  }

  private Future<Void> ip(String namespace, List<String> lines) {
    return Command.of(words(namespace, "-batch", "-"))
        .reading(String.join("\n", lines) + "\n")
        .succeed(host)
        .mapEmpty();
  }

  private static String[] words(String namespace, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add("ip");
    if (!namespace.isEmpty()) {
      words.addAll(List.of("-n", namespace));
    }
    words.addAll(List.of(arguments));
    return words.toArray(String[]::new);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.isBlank() ? "[]" : text);
    } catch (IOException e) {
      throw new IllegalStateException("ip printed no JSON: " + text, e);
    }
  }
}
