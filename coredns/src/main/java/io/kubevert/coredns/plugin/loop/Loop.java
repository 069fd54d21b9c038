package io.kubevert.coredns.plugin.loop;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Sends down the chain a question that nobody else knows. When it arrives here, an upstream server
 * has sent it back; then everything after this plugin is answered with SERVFAIL, as each question
 * would go round for ever. The process goes on, since other nodes' servers may live in it.
 */
final class Loop implements Plugin {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final String NAME = "loop";

  private final ServerContext context;
  private final Name probe;
  private Handler rest = query -> Future.succeededFuture(Answer.serverFailure(NAME));
  private volatile boolean looping;

  Loop(ServerContext context) {
    this.context = context;
    this.probe = probe(context);
  }

  private static Name probe(ServerContext context) {
    try {
      long first = context.random().nextLong() >>> 1;
      long second = context.random().nextLong() >>> 1;
      return new Name(first + "." + second, context.zones().getFirst());
    } catch (TextParseException e) {
      throw new IllegalArgumentException("the zone leaves no room for a name below it", e);
    }
  }

  @Override
  public Future<Void> start() {
    context
        .vertx()
        .setTimer(
            1,
            timer ->
                rest.handle(Query.internal(probe, Type.HINFO))
                    .onFailure(
                        failure ->
                            LOG.atDebug()
                                .addKeyValue("cause", failure.getMessage())
                                .log("loop probe failed")));
    return Future.succeededFuture();
  }

  @Override
  public Handler before(Handler next) {
    rest = next;
    return query -> {
      if (query.type() == Type.HINFO && query.name().equals(probe)) {
        look(query);
      }
      return looping
          ? Future.succeededFuture(Answer.serverFailure(NAME, "forwarding loop"))
          : next.handle(query);
    };
  }

  private void look(Query query) {
    if (!looping) {
      looping = true;
      LOG.atError()
          .addKeyValue("server", context.server())
          .addKeyValue("from", query.client().address())
          .log(
              "forwarding loop: an upstream server sends questions back here; take this server's"
                  + " address out of the upstreams, or out of the resolv.conf that they come from");
    }
  }
}
