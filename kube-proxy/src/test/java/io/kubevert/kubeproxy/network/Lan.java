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
    return mac(name, "eth0");
  }

  public String mac(String name, String link) {
    return machine(name).run("cat", "/sys/class/net/" + link + "/address").strip();
  }

  /** Gives every machine one more link, with an address of 198.51.100.0/24, on another switch. */
  public void addSecondNetwork(String link) {
    ScratchNamespace hub = machine(SWITCH);
    hub.run("ip", "link", "add", link, "type", "bridge", "forward_delay", "0");
    hub.run("ip", "link", "set", link, "up");
    machines.forEach(
        (name, machine) -> {
          if (machine != hub) {
            String port = name + link;
            connect(port, name, link);
            hub.run("ip", "link", "set", port, "master", link, "up");
            machine.run("sysctl", "-qw", "net.ipv6.conf." + link + ".accept_dad=0");
            String address = address(name).replace("192.0.2.", "198.51.100.");
            machine.run("ip", "address", "add", address + "/24", "dev", link);
            machine.run("ip", "link", "set", link, "up");
          }
        });
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
    connect(name, name, "eth0");
    machine(SWITCH).run("ip", "link", "set", name, "master", "br0", "up");
    machine(name).run("sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0");
    machine(name).run("ip", "address", "add", address6(name) + "/64", "dev", "eth0", "nodad");
    machine(name).run("ip", "address", "add", address(name) + "/24", "dev", "eth0");
    machine(name).run("ip", "link", "set", "eth0", "up");
  }

  private void connect(String port, String name, String link) {
    String machine = machine(name).name();
    machine(SWITCH)
        .run("ip", "link", "add", port, "type", "veth", "peer", "name", link, "netns", machine);
  }

  private void create(String name) {
    machines.put(name, ScratchNamespace.create(prefix + name));
  }
}
