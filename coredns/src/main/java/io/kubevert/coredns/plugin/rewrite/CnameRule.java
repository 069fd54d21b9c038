package io.kubevert.coredns.plugin.rewrite;

import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Alias;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Lets an alias lead elsewhere: what follows the first CNAME record that it is about is asked for
 * again, under the new name. Whether a question has such an answer shows only once it came, so it
 * is about all questions.
 *
 * @param resolver this server
 */
record CnameRule(NameMatch match, Handler resolver) implements Rule {

  /** Reads {@code [KIND] FROM TO}. */
  static CnameRule read(Words words, ServerContext context) {
    String kind = words.kind();
    Token from = words.next("the target to look for");
    Token to = words.next("the target to put in its place");
    words.end();
    return new CnameRule(Words.match(kind, from, to), context.resolver());
  }

  @Override
  public Optional<Rewritten> apply(Query query) {
    return Optional.of(new Rewritten(query, answer -> changed(query, answer)));
  }

  private Future<Answer> changed(Query query, Answer answer) {
    List<Record> chain = new ArrayList<>();
    for (Record item : answer.answers()) {
      if (item instanceof CNAMERecord alias) {
        Optional<Name> target = match.replaced(alias.getTarget());
        if (target.isPresent()) {
          chain.add(leadingTo(alias, target.get()));
          return follow(query, answer, chain, target.get());
        }
      }
      chain.add(item);
    }
    return Future.succeededFuture(answer);
  }

  private static CNAMERecord leadingTo(CNAMERecord alias, Name target) {
    return new CNAMERecord(alias.getName(), alias.getDClass(), alias.getTTL(), target);
  }

  private Future<Answer> follow(Query query, Answer answer, List<Record> chain, Name target) {
    return query.type() == Type.CNAME || query.type() == Type.ANY
        ? Future.succeededFuture(answer.withAnswers(chain))
        : new Alias(chain, target).follow(query, resolver, answer.source());
  }
}
