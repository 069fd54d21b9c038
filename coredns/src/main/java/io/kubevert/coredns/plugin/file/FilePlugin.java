package io.kubevert.coredns.plugin.file;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.message.Ttl;
import io.kubevert.coredns.plugin.Alias;
import io.kubevert.coredns.plugin.Fallthrough;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.Zones;
import io.kubevert.coredns.plugin.transfer.ZoneSource;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;

/** Answers for the zones of files. */
final class FilePlugin implements Plugin, ZoneSource {
  private static final String NAME = "file";

  private final Map<Name, ZoneFile> files = new HashMap<>();
  private final Zones zones;
  private final Map<Name, Fallthrough> fallthrough;
  private final ServerContext context;

  /**
   * @param fallthrough by zone
   */
  FilePlugin(List<ZoneFile> files, Map<Name, Fallthrough> fallthrough, ServerContext context) {
    files.forEach(file -> this.files.put(file.origin(), file));
    this.zones = new Zones(List.copyOf(this.files.keySet()));
    this.fallthrough = fallthrough;
    this.context = context;
    context.block().offer(this);
  }

  @Override
  public Future<Void> start() {
    return Future.join(files.values().stream().map(ZoneFile::start).toList()).mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    files.values().forEach(ZoneFile::stop);
    return Future.succeededFuture();
  }

  @Override
  public Optional<Listing> list(Name zone) {
    return Optional.ofNullable(files.get(zone))
        .map(file -> file.data().map(FilePlugin::whole).orElseGet(Listing.NotNow::new));
  }

  private static Listing whole(ZoneData data) {
    List<Record> records = new ArrayList<>(data.records());
    records.remove(data.soa());
    records.addFirst(data.soa());
    return new Listing.Whole(records);
  }

  @Override
  public Handler before(Handler next) {
    return query -> {
      Optional<Name> zone = zones.holding(query.name());
      if (zone.isEmpty()) {
        return next.handle(query);
      }
      return files
          .get(zone.get())
          .data()
          .map(data -> answer(query, data, next))
          .orElseGet(
              () -> Future.succeededFuture(Answer.serverFailure(NAME, "no zone file was read")));
    };
  }

  private Future<Answer> answer(Query query, ZoneData data, Handler next) {
    SOARecord soa = data.soa();
    return switch (Lookup.in(data, query.name(), query.type())) {
      case Lookup.Result.Records(List<Record> answers, List<Record> additional) ->
          Future.succeededFuture(Answer.authoritative(answers, additional, NAME));
      case Lookup.Result.NoData(List<Record> chain) ->
          Future.succeededFuture(denial(Rcode.NOERROR, chain, soa));
      case Lookup.Result.NoName(List<Record> chain) ->
          chain.isEmpty() && fallthrough.get(data.origin()).through(query.name())
              ? next.handle(query)
              : Future.succeededFuture(denial(Rcode.NXDOMAIN, chain, soa));
      case Lookup.Result.Outside(List<Record> chain, Name target) ->
          new Alias(chain, target).follow(query, context.resolver(), NAME);
      case Lookup.Result.Delegation(
              List<Record> chain,
              List<Record> servers,
              List<Record> addresses) ->
          Future.succeededFuture(
              new Answer(
                  Rcode.NOERROR, !chain.isEmpty(), false, false, chain, servers, addresses, NAME));
      case Lookup.Result.Endless endless ->
          Future.succeededFuture(Answer.serverFailure(NAME, "aliases lead in a circle"));
    };
  }

  /** A denial is believed no longer than the SOA record's minimum says (RFC 2308, 3). */
  private static Answer denial(int rcode, List<Record> chain, SOARecord soa) {
    Record shown = Ttl.with(soa, Math.min(soa.getTTL(), soa.getMinimum()));
    return Answer.negative(rcode, shown, NAME).withAnswers(chain);
  }
}
