package io.kubevert.coredns.plugin.erratic;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Answers with fixed addresses: now and then late, cut off or not at all. */
final class Erratic implements Plugin {
  private static final String NAME = "erratic";
  private static final int LARGE_COUNT = 29;

  private final ErraticOptions options;
  private final ServerContext context;
  private final AtomicLong questions = new AtomicLong();

  Erratic(ErraticOptions options, ServerContext context) {
    this.options = options;
    this.context = context;
  }

  @Override
  public Handler before(Handler next) {
    return this::answer;
  }

  private Future<Answer> answer(Query query) {
    long number = questions.incrementAndGet();
    if (isTurn(number, options.drop())) {
      return Future.succeededFuture(Answer.silence(NAME));
    }
    Answer whole = records(query);
    Answer answer = isTurn(number, options.truncate()) ? whole.cut() : whole;
    if (!isTurn(number, options.delay())) {
      return Future.succeededFuture(answer);
    }
    Promise<Answer> late = Promise.promise();
    context.vertx().setTimer(options.delayMillis(), timer -> late.complete(answer));
    return late.future();
  }

  /** Every so many questions; never for 0. */
  private static boolean isTurn(long number, int every) {
    return every > 0 && number % every == 0;
  }

  private Answer records(Query query) {
    List<Record> records = new ArrayList<>();
    switch (query.type()) {
      case Type.A -> {
        records.add(address(query, "192.0.2.53"));
        for (int i = 0; options.large() && i < LARGE_COUNT; i++) {
          records.add(address(query, "192.0.2." + (100 + i)));
        }
      }
      case Type.AAAA ->
          records.add(
              new AAAARecord(query.name(), DClass.IN, 0, InetAddress.ofLiteral("2001:db8::53")));
      default -> {
        return Answer.serverFailure(NAME, "as configured");
      }
    }
    return Answer.authoritative(records, List.of(), NAME);
  }

  private static Record address(Query query, String text) {
    return new ARecord(query.name(), DClass.IN, 0, InetAddress.ofLiteral(text));
  }
}
