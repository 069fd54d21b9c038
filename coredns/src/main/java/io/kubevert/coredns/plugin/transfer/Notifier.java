package io.kubevert.coredns.plugin.transfer;

import io.kubevert.coredns.plugin.HostAndPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Tells secondary servers that a zone has changed (RFC 1996), again until they confirm it. */
final class Notifier {
  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
  private static final int TRIES = 5;
  private static final long FIRST_PAUSE_MILLIS = 1_000;

  private final Vertx vertx;
  private final RandomGenerator random;
  private final List<TransferRule> rules;
  private final Map<Integer, Long> timers = new HashMap<>();
  private final Map<Boolean, Future<DatagramSocket>> sockets = new HashMap<>();

  Notifier(Vertx vertx, RandomGenerator random, List<TransferRule> rules) {
    this.vertx = vertx;
    this.random = random;
    this.rules = rules;
  }

  void changed(Record soa) {
    for (TransferRule rule : rules) {
      if (rule.zones().contains(soa.getName())) {
        rule.notified().forEach(server -> tell(server, soa));
      }
    }
  }

  Future<Void> close() {
    timers.values().forEach(vertx::cancelTimer);
    timers.clear();
    return Future.join(
            sockets.values().stream().map(opened -> opened.compose(DatagramSocket::close)).toList())
        .mapEmpty();
  }

  private void tell(HostAndPort server, Record soa) {
    int id = random.nextInt(1 << 16);
    Message message = new Message();
    Header header = new Header(id);
    header.setOpcode(Opcode.NOTIFY);
    header.setFlag(Flags.AA);
    message.setHeader(header);
    message.addRecord(Record.newRecord(soa.getName(), Type.SOA, soa.getDClass()), Section.QUESTION);
    message.addRecord(soa, Section.ANSWER);
    socket(server)
        .onSuccess(socket -> send(socket, server, Buffer.buffer(message.toWire()), id, 0))
        .onFailure(failure -> log(server, failure));
  }

  private Future<DatagramSocket> socket(HostAndPort server) {
    boolean v6 = server.host().contains(":");
    return sockets.computeIfAbsent(
        v6,
        ignored -> {
          DatagramSocket socket =
              vertx.createDatagramSocket(new DatagramSocketOptions().setIpV6(v6));
          socket.handler(packet -> confirmed(packet.data()));
          return socket.listen(0, v6 ? "::" : "0.0.0.0");
        });
  }

  private void send(DatagramSocket socket, HostAndPort to, Buffer message, int id, int tries) {
    if (tries == TRIES) {
      timers.remove(id);
      LOG.atWarn().addKeyValue("server", to).log("does not confirm that a zone has changed");
      return;
    }
    socket.send(message, to.port(), to.host()).onFailure(failure -> log(to, failure));
    timers.put(
        id,
        vertx.setTimer(
            FIRST_PAUSE_MILLIS << tries, timer -> send(socket, to, message, id, tries + 1)));
  }

  private void confirmed(Buffer message) {
    if (message.length() >= 2) {
      Long timer = timers.remove(message.getUnsignedShort(0));
      if (timer != null) {
        vertx.cancelTimer(timer);
      }
    }
  }

  private static void log(HostAndPort server, Throwable failure) {
    LOG.atWarn()
        .addKeyValue("server", server)
        .addKeyValue("cause", failure.getMessage())
        .log("cannot be told that a zone has changed");
  }
}
