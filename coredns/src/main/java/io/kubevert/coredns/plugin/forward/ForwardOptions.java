package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.corefile.Transport;
import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.Zones;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/**
 * What the directive says.
 *
 * @param from the names to ask for
 * @param except names below {@code from} that are passed on
 * @param targets whom to ask
 * @param resolvers who is asked for the addresses of targets with names; the system's if empty
 * @param maxFails failures in a row that make a server count as down; 0 for never
 * @param expire how long an idle connection is kept
 * @param healthCheck how a failing server is probed
 * @param maxConcurrent open questions; 0 for any number
 * @param failFast SERVFAIL at once while every server is down
 * @param tls for servers that are asked over TLS
 * @param dohMethod how servers are asked over HTTPS
 * @param most what there may be of connections and of tries
 * @param onward which answers are not the last word
 */
record ForwardOptions(
    Zones from,
    Zones except,
    List<Target> targets,
    List<HostAndPort> resolvers,
    Policy policy,
    int maxFails,
    boolean forceTcp,
    boolean preferUdp,
    Duration expire,
    HealthCheck healthCheck,
    int maxConcurrent,
    boolean failFast,
    Tls tls,
    HttpMethod dohMethod,
    Most most,
    Onward onward) {

  /** Where the addresses of servers come from. */
  sealed interface Target {
    /** A server. */
    record Address(Server server) implements Target {}

    /** The servers that a file in the form of resolv.conf names when the plugin starts. */
    record ResolvConf(String path) implements Target {}

    /** The servers at the addresses that a name has when the plugin starts. */
    record Named(Name host, int port, Transport transport) implements Target {
      Server at(String address) {
        String name = host.toString(true);
        return new Server(
            new HostAndPort(address, port),
            transport,
            transport.isSecure() ? Optional.of(name) : Optional.empty());
      }
    }
  }

  /**
   * A server to ask.
   *
   * @param name that its certificate must have, if it is not the one for all
   */
  record Server(HostAndPort address, Transport transport, Optional<String> name) {
    static Server plain(HostAndPort address) {
      return new Server(address, Transport.DNS, Optional.empty());
    }

    @Override
    public String toString() {
      return (transport.isSecure() ? transport.prefix() : "") + address;
    }
  }

  /**
   * How a failing server is probed: asked for name servers, any answer will do.
   *
   * @param interval between two probes
   * @param recursion whether the server is to ask others, if need be
   * @param domain whose name servers are asked for
   */
  record HealthCheck(Duration interval, boolean recursion, Name domain) {
    static final HealthCheck USUAL = new HealthCheck(Duration.ofMillis(500), true, Name.root);
  }

  /**
   * How servers are asked over TLS.
   *
   * @param serverName that their certificates must have; their address if empty
   * @param identity for them to see
   * @param authorities to trust instead of the usual ones
   */
  record Tls(
      Optional<String> serverName,
      Optional<PemKeyCertOptions> identity,
      Optional<PemTrustOptions> authorities) {}

  /**
   * Bounds; 0 for none.
   *
   * @param idle connections, or sockets, that are kept of one server
   * @param tries of one question
   */
  record Most(int idle, int tries) {}

  /**
   * With which answers a question goes on.
   *
   * @param failover response codes with which another server is asked
   * @param next response codes with which the next line is asked
   * @param nextOnNoData whether it is, too, when there is nothing of the type
   */
  record Onward(Set<Integer> failover, Set<Integer> next, boolean nextOnNoData) {
    boolean toNext(Answer answer) {
      return next.contains(answer.rcode())
          || nextOnNoData && answer.rcode() == Rcode.NOERROR && answer.answers().isEmpty();
    }
  }

  /** In which order servers are tried. */
  enum Policy {
    RANDOM,
    ROUND_ROBIN,
    SEQUENTIAL
  }
}
