package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.ResolvConf;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import io.vertx.core.dns.DnsClientOptions;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.Name;

/**
 * The addresses of servers that are given by name.
 *
 * @param resolvers who is asked for them, one after the other; the system's if empty
 */
record NamedServers(Vertx vertx, List<HostAndPort> resolvers) {
  private static final String SYSTEM = "/etc/resolv.conf";
  private static final long PATIENCE_MILLIS = 2_000;

  /** IPv4 before IPv6; fails when nobody knows one. */
  Future<List<String>> addresses(Name host) {
    return (resolvers.isEmpty() ? ofSystem() : Future.succeededFuture(resolvers))
        .compose(servers -> ask(servers, host.toString(true)));
  }

  private Future<List<HostAndPort>> ofSystem() {
    return vertx.fileSystem().readFile(SYSTEM).map(text -> ResolvConf.servers(text.toString()));
  }

  private Future<List<String>> ask(List<HostAndPort> servers, String host) {
    if (servers.isEmpty()) {
      return Future.failedFuture(new UpstreamException("no server knows an address of " + host));
    }
    return ask(servers.getFirst(), host)
        .recover(failure -> Future.succeededFuture(List.of()))
        .compose(
            found ->
                found.isEmpty()
                    ? ask(servers.subList(1, servers.size()), host)
                    : Future.succeededFuture(found));
  }

  private Future<List<String>> ask(HostAndPort server, String host) {
    DnsClient client =
        vertx.createDnsClient(
            new DnsClientOptions()
                .setHost(server.host())
                .setPort(server.port())
                .setQueryTimeout(PATIENCE_MILLIS));
    Future<List<String>> v4 = client.resolveA(host).otherwise(List.of());
    Future<List<String>> v6 = client.resolveAAAA(host).otherwise(List.of());
    return Future.all(v4, v6)
        .map(both -> Stream.concat(v4.result().stream(), v6.result().stream()).toList())
        .eventually(client::close);
  }
}
