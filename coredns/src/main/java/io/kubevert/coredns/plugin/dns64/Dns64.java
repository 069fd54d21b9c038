package io.kubevert.coredns.plugin.dns64;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** Answers AAAA questions about names that have IPv4 addresses only (RFC 6147). */
final class Dns64 implements Plugin {
  private static final String NAME = "dns64";
  private static final long LONGEST_TTL = 600;

  private final Prefix prefix;
  private final boolean translateAll;
  private final boolean allowV4;
  private final String server;
  private final Counter translated;

  /**
   * @param translateAll also where the name has IPv6 addresses
   * @param allowV4 also for clients that ask over IPv4
   */
  Dns64(Prefix prefix, boolean translateAll, boolean allowV4, ServerContext context) {
    this.prefix = prefix;
    this.translateAll = translateAll;
    this.allowV4 = allowV4;
    this.server = context.server();
    this.translated = context.shared().get(Metrics.class, Metrics::of).translated();
  }

  private record Metrics(Counter translated) {
    static Metrics of(PrometheusRegistry registry) {
      return new Metrics(
          Counter.builder()
              .name("coredns_dns64_requests_translated_total")
              .help("Counter of DNS requests translated by dns64.")
              .labelNames("server")
              .register(registry));
    }
  }

  @Override
  public Handler before(Handler next) {
    return query -> {
      boolean wanted =
          query.type() == Type.AAAA
              && !query.dnssecOk()
              && (allowV4 || query.client().address().getAddress() instanceof Inet6Address);
      return wanted ? answer(query, next) : next.handle(query);
    };
  }

  private Future<Answer> answer(Query query, Handler next) {
    if (translateAll) {
      return translated(query, next, Answer.ofCode(Rcode.NOERROR, NAME));
    }
    return next.handle(query)
        .compose(
            answer ->
                needsTranslation(answer)
                    ? translated(query, next, answer)
                    : Future.succeededFuture(answer));
  }

  /** NXDOMAIN holds for every type; any other failure may be of AAAA questions only. */
  private static boolean needsTranslation(Answer answer) {
    return answer.rcode() != Rcode.NXDOMAIN
        && answer.answers().stream().noneMatch(AAAARecord.class::isInstance);
  }

  private Future<Answer> translated(Query query, Handler next, Answer without) {
    return next.handle(query.asking(query.name(), Type.A))
        .map(
            v4 -> {
              if (v4.answers().stream().noneMatch(ARecord.class::isInstance)) {
                return translateAll ? v4 : without;
              }
              translated.labelValues(server).inc();
              return v4.withRecords(records(v4.answers(), longest(without)), List.of(), List.of());
            });
  }

  private List<Record> records(List<Record> answers, long longestTtl) {
    List<Record> records = new ArrayList<>();
    for (Record item : answers) {
      if (item instanceof ARecord v4 && v4.getAddress() instanceof Inet4Address address) {
        records.add(
            new AAAARecord(
                item.getName(),
                item.getDClass(),
                Math.min(item.getTTL(), longestTtl),
                prefix.with(address)));
      } else {
        records.add(item);
      }
    }
    return records;
  }

  /** No longer than the denial of the AAAA record may be believed (RFC 6147, 5.1.7). */
  private static long longest(Answer denial) {
    return denial.authority().stream()
        .filter(SOARecord.class::isInstance)
        .mapToLong(soa -> Math.min(soa.getTTL(), ((SOARecord) soa).getMinimum()))
        .findFirst()
        .orElse(LONGEST_TTL);
  }
}
