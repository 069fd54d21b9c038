package io.kubevert.coredns.nodecache;

import io.kubevert.client.process.Command;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache's claim to the packets at its addresses: a table that keeps connection tracking, and so
 * every translation, off them. The kernel gives a table with the flag {@code owner} to the netlink
 * socket that made it and removes it with the socket; here that is the socket of an interactive nft
 * that ends when its standard input does. However this process ends, its claim ends with it.
 */
final class Claim {
  private static final Logger LOG = LoggerFactory.getLogger(Claim.class);
  private static final long LOOK_MILLIS = 20;
  private static final int MOST_LOOKS = 250;
  private static final long STOP_SECONDS = 5;

  private final Vertx vertx;
  private final NodeInterfaceOptions options;
  private final String table =
      NodeRules.CLAIM_PREFIX + UUID.randomUUID().toString().substring(0, 8);
  private Optional<Process> owner = Optional.empty();

  Claim(Vertx vertx, NodeInterfaceOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  boolean isInForce() {
    return owner.filter(Process::isAlive).isPresent();
  }

  /** Completes when the packets are the cache's. */
  Future<Void> make() {
    return vertx
        .executeBlocking(this::start, false)
        .compose(
            process -> {
              owner = Optional.of(process);
              return appear(MOST_LOOKS);
            });
  }

  private Process start() throws IOException {
    Process process =
        new ProcessBuilder("nft", "-i")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    OutputStream commands = process.getOutputStream();
    commands.write(NodeRules.claim(table, options).getBytes(StandardCharsets.UTF_8));
    commands.flush();
    return process;
  }

  private Future<Void> appear(int looks) {
    return Command.of("nft", "list", "table", "inet", table)
        .run(vertx)
        .compose(
            listed -> {
              if (listed.exitCode() == 0) {
                return Future.succeededFuture();
              }
              if (looks == 0 || !isInForce()) {
                return Future.failedFuture(
                    new IllegalStateException(
                        "the table "
                            + table
                            + " could not be made (is this process allowed NET_ADMIN?): "
                            + listed.output().strip()));
              }
              Promise<Void> later = Promise.promise();
              vertx.setTimer(LOOK_MILLIS, timer -> appear(looks - 1).onComplete(later));
              return later.future();
            });
  }

  /** Gives the packets up: to another cache on the node, or to the cluster's DNS servers. */
  Future<Void> release() {
    return owner
        .map(process -> vertx.<Void>executeBlocking(() -> end(process), false))
        .orElseGet(Future::succeededFuture);
  }

  private static Void end(Process process) throws InterruptedException {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("nft has ended already");
    }
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return null;
  }
}
