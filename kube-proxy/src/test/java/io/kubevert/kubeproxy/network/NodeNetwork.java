package io.kubevert.kubeproxy.network;

import io.kubevert.netns.ScratchNamespace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node with pods behind it and a client outside the cluster in front of it. Pods of "other nodes"
 * hang on the same node: to Service rules only their addresses and names differ.
 */
public final class NodeNetwork implements AutoCloseable {
  public static final String NODE_IP = "192.0.2.1";
  public static final String OUTSIDE_IP = "192.0.2.2";
  public static final String NODE_IP6 = "2001:db8::1";
  public static final String OUTSIDE_IP6 = "2001:db8::2";

  private static final String GATEWAY = "169.254.1.1";
  private static final String GATEWAY6 = "fe80::1";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String prefix =
      "kp" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + "-";
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final ScratchNamespace node;

  public NodeNetwork() {
    node = namespace("node");
    try {
      node.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
      refuseWithoutLimit();
      hosts.put("node", new Host(node, "node", NODE_IP));
      addOutside();
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  public ScratchNamespace node() {
    return node;
  }

  public Host host(String name) {
    return hosts.get(name);
  }

  /** Adds a pod that serves TCP and UDP on 8080. */
  public Host pod(String name, String address) {
    return pod(name, address, "");
  }

  /** Adds a pod with an IPv6 address, too. */
  public Host pod(String name, String address, String address6) {
    ScratchNamespace pod = link(name);
    pod.run("ip", "addr", "add", address + "/32", "dev", "eth0");
    pod.run("ip", "route", "add", GATEWAY, "dev", "eth0");
    pod.run("ip", "route", "add", "default", "via", GATEWAY);
    node.run("ip", "addr", "add", GATEWAY + "/32", "dev", name);
    node.run("ip", "route", "add", address, "dev", name);
    if (!address6.isEmpty()) {
      pod.run("ip", "addr", "add", address6 + "/128", "dev", "eth0", "nodad");
      pod.run("ip", "route", "add", "default", "via", GATEWAY6, "dev", "eth0");
      node.run("ip", "addr", "add", GATEWAY6 + "/64", "dev", name, "nodad");
      node.run("ip", "route", "add", address6, "dev", name);
      awaitIpv6(address6);
    }
    Host host = new Host(pod, name, address);
    host.serveTcp(8080);
    host.serveUdp(8080);
    hosts.put(name, host);
    return host;
  }

  @Override
  public void close() {
    for (Host host : hosts.values()) {
      close(host);
    }
    opened.reversed().forEach(NodeNetwork::close);
  }

  /** The kernel refuses a host about once a second; tests are refused more often than a user. */
  private void refuseWithoutLimit() {
    node.run("sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0");
  }

  private void addOutside() {
    ScratchNamespace outside = link("outside");
    outside.run("sysctl", "-qw", "net.ipv4.ip_forward=0");
    outside.run("ip", "addr", "add", OUTSIDE_IP + "/24", "dev", "eth0");
    outside.run("ip", "addr", "add", OUTSIDE_IP6 + "/64", "dev", "eth0", "nodad");
    outside.run("ip", "route", "add", "default", "via", NODE_IP);
    outside.run("ip", "route", "add", "default", "via", NODE_IP6);
    node.run("ip", "addr", "add", NODE_IP + "/24", "dev", "outside");
    node.run("ip", "addr", "add", NODE_IP6 + "/64", "dev", "outside", "nodad");
    node.run("ip", "route", "add", "default", "via", OUTSIDE_IP);
    node.run("ip", "route", "add", "default", "via", OUTSIDE_IP6);
    awaitIpv6(OUTSIDE_IP6);
    hosts.put("outside", new Host(outside, "outside", OUTSIDE_IP));
  }

  /** The kernel puts IPv6 addresses into force some time after it was told of them. */
  private void awaitIpv6(String address) {
    node.run("ping", "-6", "-q", "-c", "1", "-i", "0.2", "-w", "20", address);
  }

  /**
   * A namespace with a link {@code eth0} to the node, where the link is called as the namespace.
   */
  private ScratchNamespace link(String name) {
    ScratchNamespace namespace = namespace(name);
    node.run(
        "ip",
        "link",
        "add",
        name,
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        namespace.name());
    node.run("ip", "link", "set", name, "up");
    namespace.run("ip", "link", "set", "eth0", "up");
    return namespace;
  }

  private ScratchNamespace namespace(String name) {
    ScratchNamespace namespace = ScratchNamespace.create(prefix + name);
    opened.add(namespace);
    // Without a link-local address, which takes a second to be sure of, IPv6 finds no neighbour.
    namespace.run("sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0");
    return namespace;
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new AssertionError("could not tidy up", e);
    }
  }
}
