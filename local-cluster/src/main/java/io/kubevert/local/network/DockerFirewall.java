package io.kubevert.local.network;

import io.kubevert.client.process.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Docker drops what the host forwards unless the user allows it in the chain that Docker keeps for
 * that, {@code DOCKER-USER}. Where that chain is, packets from and to the nodes are allowed in it.
 */
final class DockerFirewall {
  private static final String CHAIN = "DOCKER-USER";

  private final String link;
  private final Vertx host;

  /**
   * @param link whose packets are allowed
   */
  DockerFirewall(String link, Vertx host) {
    this.link = link;
    this.host = host;
  }

  Future<Void> allow() {
    return has("-L", CHAIN, "-n")
        .compose(docker -> docker ? allow("-i").compose(in -> allow("-o")) : done());
  }

  Future<Void> forget() {
    return has("-L", CHAIN, "-n")
        .compose(docker -> docker ? forget("-i").compose(in -> forget("-o")) : done());
  }

  private Future<Void> allow(String direction) {
    return has("-C", CHAIN, direction, link, "-j", "ACCEPT")
        .compose(there -> there ? done() : iptables("-I", direction));
  }

  private Future<Void> forget(String direction) {
    return has("-C", CHAIN, direction, link, "-j", "ACCEPT")
        .compose(there -> there ? iptables("-D", direction) : done());
  }

  private Future<Void> iptables(String verb, String direction) {
    return Command.of("iptables", "-w", verb, CHAIN, direction, link, "-j", "ACCEPT")
        .succeed(host)
        .mapEmpty();
  }

  /** A machine without iptables has no such chain. */
  private Future<Boolean> has(String... arguments) {
    String[] words = new String[arguments.length + 2];
    words[0] = "iptables";
    words[1] = "-w";
    System.arraycopy(arguments, 0, words, 2, arguments.length);
    return Command.of(words).run(host).map(result -> result.exitCode() == 0).otherwise(false);
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }
}
