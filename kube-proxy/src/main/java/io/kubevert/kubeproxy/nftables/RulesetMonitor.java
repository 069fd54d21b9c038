package io.kubevert.kubeproxy.nftables;

import io.kubevert.kubeproxy.netlink.Message;
import io.kubevert.kubeproxy.netlink.NetlinkSocket;
import io.kubevert.systemcall.SystemCallException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Hears from the kernel which tables are changed, by whomever. */
final class RulesetMonitor implements AutoCloseable {
  private final NetlinkSocket socket;
  private final Set<Table> touched = new HashSet<>();

  /** Tells commits apart. */
  @FunctionalInterface
  interface Authorship {
    /**
     * @param port of the socket that made the commit
     * @param generation the number of the commit
     */
    boolean isOurs(int port, int generation);
  }

  private RulesetMonitor(NetlinkSocket socket) {
    this.socket = socket;
  }

  static RulesetMonitor open() throws IOException {
    NetlinkSocket socket = NetlinkSocket.open();
    try {
      socket.join(NetfilterTables.EVENTS);
      return new RulesetMonitor(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Adds the tables that were changed by others since the last call; never waits.
   *
   * @return false if the kernel had more to tell than it could keep: anything may have changed
   */
  boolean collect(Authorship authorship, Set<Table> changed) throws IOException {
    try {
      while (socket.receive(message -> accept(message, authorship, changed))) {}
      return true;
    } catch (SystemCallException e) {
      if (e.error() != NetfilterTables.ENOBUFS) {
        throw e;
      }
      touched.clear();
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** A commit's messages are followed by one that tells its number. */
  private void accept(Message message, Authorship authorship, Set<Table> changed) {
    if (!NetfilterTables.isOurs(message.type())) {
      return;
    }
    if (message.type() != NetfilterTables.NEW_GENERATION) {
      table(message);
      return;
    }
    message.forEach(
        attribute -> {
          if (attribute.type() == NetfilterTables.GENERATION_ID) {
            if (!authorship.isOurs(message.port(), attribute.number())) {
              changed.addAll(touched);
            }
            touched.clear();
          }
        });
  }

  private void table(Message message) {
    message.forEach(
        attribute -> {
          if (attribute.type() == NetfilterTables.TABLE) {
            touched.add(new Table(NetfilterTables.familyName(message.family()), attribute.text()));
          }
        });
  }
}
