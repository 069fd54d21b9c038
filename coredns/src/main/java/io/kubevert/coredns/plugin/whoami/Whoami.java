package io.kubevert.coredns.plugin.whoami;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.vertx.core.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;

/** Puts the client's address and port into the additional section, whatever was asked. */
final class Whoami implements Plugin {
  private static final String NAME = "whoami";

  @Override
  public Handler before(Handler next) {
    return query -> Future.succeededFuture(answer(query));
  }

  private static Answer answer(Query query) {
    List<Record> additional = new ArrayList<>();
    InetAddress address = query.client().address().getAddress();
    additional.add(
        address instanceof Inet4Address
            ? new ARecord(query.name(), DClass.IN, 0, address)
            : new AAAARecord(query.name(), DClass.IN, 0, address));
    Name owner = Name.fromConstantString("_" + query.client().transport().label() + ".");
    try {
      owner = Name.concatenate(new Name("_" + query.client().transport().label()), query.name());
    } catch (org.xbill.DNS.TextParseException | org.xbill.DNS.NameTooLongException e) {
      return Answer.authoritative(List.of(), additional, NAME);
    }
    additional.add(
        new SRVRecord(owner, DClass.IN, 0, 0, 0, query.client().address().getPort(), Name.root));
    return Answer.authoritative(List.of(), additional, NAME);
  }
}
