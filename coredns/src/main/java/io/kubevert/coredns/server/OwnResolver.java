package io.kubevert.coredns.server;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.HostAndPort;
import io.vertx.core.Future;
import java.util.Map;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/** Asks the server blocks at one address, as a client there would. */
final class OwnResolver implements Handler {
  private static final String NAME = "server";

  private final Map<HostAndPort, Map<Name, Chain>> tables;
  private ZoneTable table = new ZoneTable(Map.of());
  private HostAndPort address;

  OwnResolver(Map<HostAndPort, Map<Name, Chain>> tables) {
    this.tables = tables;
  }

  /** Says whom to ask; the table is complete only when the first question comes. */
  void at(HostAndPort where) {
    address = where;
  }

  @Override
  public Future<Answer> handle(Query query) {
    if (query.hops() > Query.MOST_HOPS) {
      return Future.succeededFuture(
          Answer.serverFailure(NAME, "more than " + Query.MOST_HOPS + " aliases in a row"));
    }
    if (table.chains().isEmpty()) {
      table = new ZoneTable(tables.get(address));
    }
    return table
        .find(query.name())
        .map(chain -> chain.handle(query))
        .orElseGet(() -> Future.succeededFuture(Answer.ofCode(Rcode.REFUSED, NAME)));
  }
}
