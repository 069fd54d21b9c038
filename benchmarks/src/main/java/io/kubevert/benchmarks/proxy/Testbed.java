package io.kubevert.benchmarks.proxy;

import io.kubevert.netns.ScratchNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;

/** A client, a node, and behind the node a server that has all endpoints' addresses. */
final class Testbed implements AutoCloseable {
  private static final int BACKLOG = 4_096;

  /** Or so many connections would fill the connection tracker. */
  private static final String FORGET_CLOSED_SOON = "net.netfilter.nf_conntrack_tcp_timeout_close=1";

  private static final String CLIENT_NET = "10.127.1.";
  private static final String SERVER_NET = "10.127.2.";

  private final ScratchNamespace client;
  private final ScratchNamespace node;
  private final ScratchNamespace server;
  private final ServerSocket listener;

  Testbed(String name) {
    String prefix = "kvbp" + ProcessHandle.current().pid() + name;
    client = ScratchNamespace.create(prefix + "c");
    node = ScratchNamespace.create(prefix + "n");
    server = ScratchNamespace.create(prefix + "s");
    node.run("sysctl", "-qw", "net.ipv4.ip_forward=1", FORGET_CLOSED_SOON);
    client.run("sysctl", "-qw", "net.ipv4.tcp_syn_retries=2");
    link(client, "client", CLIENT_NET);
    link(server, "server", SERVER_NET);
    node.run("ip", "route", "add", Cluster.POD_CIDR, "via", SERVER_NET + "2", "metric", "9");
    server.run("ip", "route", "add", "local", Cluster.POD_CIDR, "dev", "lo", "table", "main");
    server.run("ip", "route", "add", CLIENT_NET + "0/24", "via", SERVER_NET + "1");
    listener = server.call(() -> new ServerSocket(Cluster.TARGET_PORT, BACKLOG));
    Thread.ofPlatform().daemon().start(this::serve);
  }

  ScratchNamespace client() {
    return client;
  }

  ScratchNamespace node() {
    return node;
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      client.close();
      node.close();
      server.close();
    }
  }

  private void link(ScratchNamespace host, String name, String net) {
    node.run(
        "ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", host.name());
    node.run("ip", "addr", "add", net + "1/24", "dev", name);
    node.run("ip", "link", "set", name, "up");
    host.run("ip", "addr", "add", net + "2/24", "dev", "eth0");
    host.run("ip", "link", "set", "eth0", "up");
    host.run("ip", "route", "add", "default", "via", net + "1");
  }

  /** The client ends each connection by a reset. */
  private void serve() {
    while (!listener.isClosed()) {
      try (Socket accepted = listener.accept()) {
        accepted.getInputStream().read();
      } catch (IOException e) {
        continue;
      }
    }
  }
}
