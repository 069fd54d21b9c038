package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.corefile.Transport;
import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Client;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.message.WireFormat;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** A server that is asked, and what is known of its health. Belongs to one context. */
final class Upstream {
  private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

  private final ServerContext context;
  private final ForwardOptions options;
  private final ForwardOptions.Server server;
  private final Exchange datagrams;
  private final Exchange streams;
  private final ForwardMetrics.Of metrics;
  private int failures;
  private boolean probing;
  private boolean closed;

  Upstream(
      ServerContext context,
      ForwardOptions options,
      ForwardOptions.Server server,
      ForwardMetrics metrics) {
    this.context = context;
    this.options = options;
    this.server = server;
    this.metrics = metrics.of(server);
    this.datagrams =
        new DatagramExchange(
            (VertxInternal) context.vertx(),
            server.address(),
            TIMEOUT,
            options.expire(),
            options.most().idle(),
            context.random(),
            this.metrics::datagram);
    UpstreamConnections connections = new UpstreamConnections(server, options, TIMEOUT);
    this.streams =
        server.transport() == Transport.HTTPS
            ? connections.overHttps(context.vertx(), this.metrics::stream)
            : connections.overStreams(context.vertx(), context.random(), this.metrics::stream);
  }

  ForwardOptions.Server server() {
    return server;
  }

  boolean isDown() {
    return options.maxFails() > 0 && failures >= options.maxFails();
  }

  Future<Answer> ask(Query query) {
    long started = System.nanoTime();
    boolean stream =
        onlyStreams() || query.client().transport() == Client.Transport.TCP && !options.preferUdp();
    return (stream ? overStream(query) : overDatagram(query))
        .onComplete(
            answer -> {
              failures = 0;
              metrics.answered(answer.rcode(), System.nanoTime() - started);
            },
            failure -> failed(failure));
  }

  private boolean onlyStreams() {
    return options.forceTcp() || server.transport().isSecure();
  }

  Future<Void> close() {
    closed = true;
    return Future.join(datagrams.close(), streams.close()).mapEmpty();
  }

  private Future<Answer> overDatagram(Query query) {
    Query sent = query.asking(NameCase.scrambled(query.name(), context.random()), query.type());
    return datagrams
        .ask(WireFormat.encodeQuestion(0, sent))
        .compose(octets -> read(octets, sent, query.name()))
        .compose(
            reply ->
                reply.truncated() || !reply.sameCase()
                    ? overStream(query)
                    : Future.succeededFuture(reply.answer()));
  }

  private Future<Answer> overStream(Query query) {
    return streams
        .ask(WireFormat.encodeQuestion(0, query))
        .compose(octets -> read(octets, query, query.name()))
        .map(Reply::answer);
  }

  private static Future<Reply> read(byte[] octets, Query sent, Name original) {
    try {
      return Future.succeededFuture(Reply.read(octets, sent, original));
    } catch (IOException | IllegalArgumentException e) {
      return Future.failedFuture(new UpstreamException("unusable answer", e));
    }
  }

  private void failed(Throwable failure) {
    failures++;
    LOG.atDebug()
        .addKeyValue("upstream", server)
        .addKeyValue("failures", failures)
        .addKeyValue("cause", failure.getMessage())
        .log("upstream failed");
    if (!probing && !closed) {
      probing = true;
      probeLater();
    }
  }

  private void probeLater() {
    context.vertx().setTimer(options.healthCheck().interval().toMillis(), timer -> probe());
  }

  /** Any answer means that somebody is there. */
  private void probe() {
    if (closed || failures == 0) {
      probing = false;
      return;
    }
    Exchange exchange = onlyStreams() ? streams : datagrams;
    exchange
        .ask(WireFormat.encodeQuestion(0, question(options.healthCheck())))
        .timeout(PROBE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(
            alive -> {
              failures = 0;
              probing = false;
            },
            failure -> {
              failures++;
              metrics.probeFailed();
              probeLater();
            });
  }

  private static Query question(ForwardOptions.HealthCheck check) {
    Query query = Query.internal(check.domain(), Type.NS);
    return check.recursion() ? query : query.withoutRecursion();
  }
}
