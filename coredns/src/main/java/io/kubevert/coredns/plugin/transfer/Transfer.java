package io.kubevert.coredns.plugin.transfer;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Client;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Answers AXFR, and IXFR with the whole zone, too (RFC 1995, 4), to those who may have it. A zone
 * is not handed out over UDP: there its SOA record alone says what there is to fetch.
 */
final class Transfer implements Plugin {
  private static final String NAME = "transfer";

  private final List<TransferRule> rules;
  private final ServerContext context;
  private final Notifier notifier;

  Transfer(List<TransferRule> rules, ServerContext context) {
    this.rules = rules;
    this.context = context;
    this.notifier = new Notifier(context.vertx(), context.random(), rules);
    context.block().offer((ZoneChanges) notifier::changed);
  }

  @Override
  public Future<Void> stop() {
    return notifier.close();
  }

  @Override
  public Handler before(Handler next) {
    return query ->
        query.type() == Type.AXFR || query.type() == Type.IXFR
            ? rule(query)
                .map(rule -> answer(query, rule))
                .orElseGet(() -> Future.succeededFuture(Answer.ofCode(Rcode.REFUSED, NAME)))
            : next.handle(query);
  }

  private Optional<TransferRule> rule(Query query) {
    return rules.stream().filter(rule -> rule.zones().contains(query.name())).findFirst();
  }

  private Future<Answer> answer(Query query, TransferRule rule) {
    if (!rule.allows(query.client().address().getAddress())) {
      return Future.succeededFuture(Answer.ofCode(Rcode.REFUSED, NAME));
    }
    return Future.succeededFuture(
        context.block().offered(ZoneSource.class).stream()
            .flatMap(source -> source.list(query.name()).stream())
            .findFirst()
            .map(listing -> answer(query, listing))
            .orElseGet(() -> Answer.ofCode(Rcode.NOTAUTH, NAME)));
  }

  private static Answer answer(Query query, ZoneSource.Listing listing) {
    return switch (listing) {
      case ZoneSource.Listing.NotNow notNow ->
          Answer.serverFailure(NAME, "the zone is not known yet");
      case ZoneSource.Listing.Whole(List<Record> records) -> {
        if (query.client().transport() != Client.Transport.TCP) {
          yield query.type() == Type.IXFR
              ? Answer.authoritative(List.of(records.getFirst()), List.of(), NAME)
              : Answer.ofCode(Rcode.REFUSED, NAME);
        }
        List<Record> framed = new ArrayList<>(records);
        framed.add(records.getFirst());
        yield Answer.authoritative(framed, List.of(), NAME);
      }
    };
  }
}
