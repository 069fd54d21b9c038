package io.kubevert.coredns.plugin;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * A chain of aliases whose end is still to be resolved.
 *
 * @param chain the CNAME records so far
 * @param target where the last one leads
 */
public record Alias(List<Record> chain, Name target) {

  /**
   * Asks this server for the target and gives one answer of both. A target that nobody here serves
   * leaves the chain alone: the client goes on from there. Otherwise the response code is the
   * target's (RFC 6604).
   *
   * @param source the plugin that found the chain
   */
  public Future<Answer> follow(Query query, Handler resolver, String source) {
    return resolver
        .handle(query.following(target))
        .map(
            end -> {
              boolean refused = end.rcode() == Rcode.REFUSED;
              List<Record> answers = new ArrayList<>(chain);
              answers.addAll(end.answers());
              return new Answer(
                      refused ? Rcode.NOERROR : end.rcode(),
                      true,
                      end.recursionAvailable(),
                      false,
                      answers,
                      end.authority(),
                      List.of(),
                      source)
                  .because(end.reason());
            });
  }
}
