package io.kubevert.coredns.plugin.any;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.vertx.core.Future;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.HINFORecord;
import org.xbill.DNS.Type;

/** Reads {@code any}. */
public final class AnySetup {
  private AnySetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    directives.forEach(directive -> directive.arguments(0, 0).withoutBlock());
    return new Any();
  }

  /** Answers ANY with one HINFO record, so that it serves nobody's amplification. */
  private record Any() implements Plugin {
    private static final int TTL = 8482;

    @Override
    public Handler before(Handler next) {
      return query ->
          query.type() == Type.ANY ? Future.succeededFuture(answer(query)) : next.handle(query);
    }

    private static Answer answer(Query query) {
      return Answer.authoritative(
          List.of(new HINFORecord(query.name(), DClass.IN, TTL, "ANY obsoleted", "See RFC 8482")),
          List.of(),
          "any");
    }
  }
}
