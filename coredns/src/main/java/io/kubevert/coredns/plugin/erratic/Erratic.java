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
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
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
    boolean cut = isTurn(number, options.truncate());
    Answer answer = query.type() == Type.AXFR ? zone(query.name(), cut) : records(query, cut);
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

  /** A small zone; cut off, it does not say that it is complete. */
  private static Answer zone(Name name, boolean cut) {
    Name server = Name.fromConstantString("ns.example.org.");
    Name mailbox = Name.fromConstantString("hostmaster.example.org.");
    Record soa = new SOARecord(name, DClass.IN, 0, server, mailbox, 1, 7200, 1800, 86_400, 0);
    List<Record> records = new ArrayList<>();
    records.add(soa);
    records.add(new NSRecord(name, DClass.IN, 0, server));
    records.add(new ARecord(name, DClass.IN, 0, InetAddress.ofLiteral("192.0.2.53")));
    records.add(new AAAARecord(name, DClass.IN, 0, InetAddress.ofLiteral("2001:db8::53")));
    if (!cut) {
      records.add(soa);
    }
    return Answer.authoritative(records, List.of(), NAME);
  }

  private Answer records(Query query, boolean cut) {
    Answer whole = records(query);
    return cut ? whole.cut() : whole;
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
