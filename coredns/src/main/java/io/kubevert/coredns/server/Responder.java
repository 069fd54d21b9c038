package io.kubevert.coredns.server;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Client;
import io.kubevert.coredns.message.Decoded;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.message.WireFormat;
import io.kubevert.coredns.plugin.MessageObserver;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Rcode;

/**
 * Answers messages at one address by the chains that are current when a message arrives. Most
 * answers are there when the chain returns; they are written without a detour by way of futures.
 */
final class Responder {
  private static final Logger LOG = LoggerFactory.getLogger(Responder.class);
  private static final String NAME = "server";

  private volatile ZoneTable table;
  private volatile MessageObserver observer;
  private volatile InetSocketAddress address;

  /**
   * @param address where questions over UDP arrive
   */
  Responder(ZoneTable table, InetSocketAddress address) {
    this.table = table;
    this.address = address;
    this.observer = table.observer();
  }

  /** Tells which port it is, once that is drawn. */
  void at(InetSocketAddress drawn) {
    address = drawn;
  }

  /** Puts other chains in place; questions that are being answered go on with the old ones. */
  void replace(ZoneTable next) {
    observer = next.observer();
    table = next;
  }

  /**
   * Answers what came over UDP.
   *
   * @param loop the socket's: an answer may come from another, as when it was made for another
   *     client as well
   * @param done takes the messages to send back, on the loop, once; none for what deserves no
   *     answer, as whatever says that it came from port 0
   */
  void answer(
      byte[] octets, InetSocketAddress sender, EventLoop loop, Consumer<List<byte[]>> done) {
    if (sender.getPort() == 0) {
      done.accept(List.of());
      return;
    }
    Future<List<byte[]>> response =
        respond(octets, new Client(sender, Client.Transport.UDP, address));
    if (response.succeeded()) {
      done.accept(response.result());
      return;
    }
    response.onComplete(
        messages -> on(loop, () -> done.accept(messages)),
        failure -> {
          LOG.atError().setCause(failure).log("no answer was made");
          on(loop, () -> done.accept(List.of()));
        });
  }

  private static void on(EventLoop loop, Runnable action) {
    if (loop.inEventLoop()) {
      action.run();
    } else {
      loop.execute(action);
    }
  }

  /** Sees what no chain does. */
  MessageObserver observer() {
    return observer;
  }

  /** The messages to send back; none for what deserves no answer. */
  Future<List<byte[]>> respond(byte[] octets, Client client) {
    return switch (WireFormat.decode(octets, client)) {
      case Decoded.Ignored ignored -> Future.succeededFuture(List.of());
      case Decoded.Refused refused -> Future.succeededFuture(List.of(refused.response()));
      case Decoded.Question question -> respond(question);
    };
  }

  private Future<List<byte[]>> respond(Decoded.Question question) {
    Query query = question.query();
    Optional<Chain> chain = table.find(query.name());
    if (chain.isEmpty()) {
      observer.unserved(query);
      return Future.succeededFuture(
          List.of(WireFormat.encode(question, Answer.ofCode(Rcode.REFUSED, NAME))));
    }
    Future<Answer> answer = handle(query, chain.get());
    MessageObserver ofChain = chain.get().observer();
    return answer.succeeded()
        ? Future.succeededFuture(write(question, answer.result(), ofChain))
        : answer.map(late -> write(question, late, ofChain));
  }

  private static List<byte[]> write(
      Decoded.Question question, Answer answer, MessageObserver observer) {
    List<byte[]> messages = encode(question, answer);
    for (byte[] message : messages) {
      observer.sent(question.query(), message.length);
    }
    return messages;
  }

  private static List<byte[]> encode(Decoded.Question question, Answer answer) {
    if (answer.delivery().silent()) {
      return List.of();
    }
    try {
      return question.query().client().transport() == Client.Transport.UDP
          ? List.of(WireFormat.encode(question, answer))
          : WireFormat.encodeStream(question, answer);
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("name", question.query().name())
          .setCause(e)
          .log("answer could not be written");
      return List.of(WireFormat.encode(question, Answer.serverFailure(NAME)));
    }
  }

  private static Future<Answer> handle(Query query, Chain chain) {
    try {
      Future<Answer> answer = chain.handle(query);
      return answer.succeeded() ? answer : answer.otherwise(failure -> Answer.serverFailure(NAME));
    } catch (RuntimeException e) {
      chain.observer().panicked();
      LOG.atError().addKeyValue("name", query.name()).setCause(e).log("a plugin failed");
      return Future.succeededFuture(Answer.serverFailure(NAME));
    }
  }
}
