package io.kubevert.kubeproxy.network;

import io.kubevert.netns.ScratchNamespace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Machines on one switch, each a namespace with {@code eth0} and addresses of 192.0.2.0/24 and
 * 2001:db8::/64.
 */
public final class Lan implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String SWITCH = "switch";

  private final String prefix =
      "kl" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + "-";
  private final Map<String, ScratchNamespace> machines = new LinkedHashMap<>();

  /** The first machine is 192.0.2.1. */
  public Lan(String... names) {
    try {
      create(SWITCH);
      machine(SWITCH).run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1");
      machine(SWITCH).run("ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0");
      machine(SWITCH).run("ip", "link", "set", "br0", "up");
      for (String name : names) {
        plugIn(name);
      }
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  public ScratchNamespace machine(String name) {
    return machines.get(name);
  }

  public String address(String name) {
    return "192.0.2." + machines.keySet().stream().toList().indexOf(name);
  }

  public String address6(String name) {
    return "2001:db8::" + machines.keySet().stream().toList().indexOf(name);
  }

  public String mac(String name) {
    return machine(name).run("cat", "/sys/class/net/eth0/address").strip();
  }

  /** Plugs a machine's cable in again. */
  public void plug(String name) {
    machine(SWITCH).run("ip", "link", "set", name, "up");
  }

  /** Pulls a machine's cable, at the switch. */
  public void unplug(String name) {
    machine(SWITCH).run("ip", "link", "set", name, "down");
  }

  @Override
  public void close() {
    machines.values().forEach(ScratchNamespace::close);
    machines.clear();
  }

  private void plugIn(String name) {
    create(name);
    machine(SWITCH)
        .run(
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
            machine(name).name());
    machine(SWITCH).run("ip", "link", "set", name, "master", "br0", "up");
    machine(name).run("sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0");
    machine(name).run("ip", "address", "add", address6(name) + "/64", "dev", "eth0", "nodad");
    machine(name).run("ip", "address", "add", address(name) + "/24", "dev", "eth0");
    machine(name).run("ip", "link", "set", "eth0", "up");
  }

  private void create(String name) {
    machines.put(name, ScratchNamespace.create(prefix + name));
  }
}
