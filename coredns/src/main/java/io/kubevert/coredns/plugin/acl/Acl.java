package io.kubevert.coredns.plugin.acl;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Network;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.Zones;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Rcode;

/** The first rule that fits decides; without one the question passes. */
record Acl(List<Rule> rules, AclMetrics metrics) implements Plugin {
  private static final String NAME = "acl";

  /** What becomes of a question. */
  enum Action {
    ALLOW,
    /** REFUSED. */
    BLOCK,
    /** NOERROR without a record. */
    FILTER,
    /** No answer. */
    DROP
  }

  /**
   * One line.
   *
   * @param types empty for all
   * @param networks of the client; empty for all
   */
  record Rule(Action action, Zones zones, Set<Integer> types, List<Network> networks) {
    boolean fits(Query query) {
      return zones.hold(query.name())
          && (types.isEmpty() || types.contains(query.type()))
          && (networks.isEmpty()
              || networks.stream()
                  .anyMatch(network -> network.holds(query.client().address().getAddress())));
    }
  }

  @Override
  public Handler before(Handler next) {
    return query -> {
      Action action = decide(query);
      metrics.count(action, query);
      return switch (action) {
        case ALLOW -> next.handle(query);
        case BLOCK -> Future.succeededFuture(blocked());
        case FILTER -> Future.succeededFuture(filtered());
        case DROP -> Future.succeededFuture(Answer.silence(NAME));
      };
    };
  }

  private static Answer blocked() {
    return Answer.ofCode(Rcode.REFUSED, NAME)
        .with(new ExtendedErrorCodeOption(ExtendedErrorCodeOption.PROHIBITED));
  }

  private static Answer filtered() {
    return Answer.ofCode(Rcode.NOERROR, NAME)
        .with(new ExtendedErrorCodeOption(ExtendedErrorCodeOption.FILTERED));
  }

  private Action decide(Query query) {
    for (Rule rule : rules) {
      if (rule.fits(query)) {
        return rule.action();
      }
    }
    return Action.ALLOW;
  }
}
