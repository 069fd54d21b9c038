package io.kubevert.benchmarks.dns;

import io.kubevert.benchmarks.Processes;
import io.kubevert.netns.ScratchNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All servers, running at the same time on ports of one address; those that are not asked are idle.
 * Clients are on the other end of a veth pair.
 */
final class ServerRoom implements AutoCloseable {
  private static final String ADDRESS = "192.0.2.1";
  private static final String CLIENT = "192.0.2.2";
  private static final int FIRST_PORT = 5301;

  private final Path directory;
  private final ScratchNamespace home;
  private final ScratchNamespace client;
  private final List<RunningServer> servers = new ArrayList<>();

  private ServerRoom(Path directory) {
    this.directory = directory;
    this.home = ScratchNamespace.create("kvbench-dns-server");
    this.client = ScratchNamespace.create("kvbench-dns-client");
  }

  static ServerRoom open(Path directory, SyntheticCluster cluster) throws Exception {
    ServerRoom room = new ServerRoom(directory);
    try {
      connect(room.home, ADDRESS, room.client, CLIENT);
      for (DnsServer server : servers(new PeerFiles(directory, ADDRESS, cluster))) {
        room.servers.add(RunningServer.start(server, room.home, room.client, ADDRESS, directory));
      }
      return room;
    } catch (Exception | AssertionError e) {
      room.close();
      throw e;
    }
  }

  /** By a veth pair. */
  static void connect(
      ScratchNamespace home, String address, ScratchNamespace client, String clientAddress) {
    home.run("ip", "link", "add", "veth0", "type", "veth", "peer", "name", "veth1");
    home.run("ip", "link", "set", "veth1", "netns", client.name());
    home.run("ip", "address", "add", address + "/24", "dev", "veth0");
    client.run("ip", "address", "add", clientAddress + "/24", "dev", "veth1");
    home.run("ip", "link", "set", "veth0", "up");
    home.run("ip", "link", "set", "lo", "up");
    client.run("ip", "link", "set", "veth1", "up");
  }

  private static List<DnsServer> servers(PeerFiles files) throws IOException {
    int port = FIRST_PORT;
    return List.of(
        new DnsServer("coredns", port, java(files.corefile(port), files), true),
        new DnsServer(
            "unbound",
            port + 1,
            List.of("unbound", "-d", "-c", files.unbound(port + 1).toString()),
            true),
        new DnsServer(
            "knot", port + 2, List.of("knotd", "-c", files.knot(port + 2).toString()), true),
        new DnsServer(
            "coredns as node cache",
            port + 3,
            java(files.cacheCorefile(port + 3, port), files),
            false),
        new DnsServer(
            "unbound as cache",
            port + 4,
            List.of("unbound", "-d", "-c", files.unboundCache(port + 4, port).toString()),
            false));
  }

  private static List<String> java(Path corefile, PeerFiles files) {
    return ServerProcess.command(corefile, ADDRESS, files.cluster().services(), 0);
  }

  Path directory() {
    return directory;
  }

  Dnsperf dnsperf() {
    return new Dnsperf(client, ADDRESS);
  }

  double load() {
    return Processes.loadAverage();
  }

  List<RunningServer> servers() {
    return List.copyOf(servers);
  }

  List<RunningServer> serversFor(Workload workload) {
    boolean cluster = workload != Workload.CACHED;
    return servers.stream().filter(server -> server.server().answersCluster() == cluster).toList();
  }

  @Override
  public void close() {
    for (RunningServer server : servers.reversed()) {
      server.close();
    }
    home.close();
    client.close();
  }
}
