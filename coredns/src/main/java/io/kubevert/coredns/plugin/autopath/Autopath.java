package io.kubevert.coredns.plugin.autopath;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.Zones;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Where the first try of a client's search path would fail, makes the others at once and answers
 * with the first that exists, an alias in front.
 */
final class Autopath implements Plugin {
  private static final String NAME = "autopath";
  private static final long SHORT_TTL = 5;

  private final Zones zones;
  private final Function<InetAddress, List<Name>> searchPath;
  private final String server;
  private final Counter successes;

  /**
   * @param searchPath of a client; empty for one that is not known
   */
  Autopath(Zones zones, Function<InetAddress, List<Name>> searchPath, ServerContext context) {
    this.zones = zones;
    this.searchPath = searchPath;
    this.server = context.server();
    this.successes = context.shared().get(Metrics.class, Metrics::of).successes();
  }

  private record Metrics(Counter successes) {
    static Metrics of(PrometheusRegistry registry) {
      return new Metrics(
          Counter.builder()
              .name("coredns_autopath_success_total")
              .help("Counter of requests that did autopath.")
              .labelNames("server")
              .register(registry));
    }
  }

  @Override
  public Handler before(Handler next) {
    return query -> {
      boolean concerned =
          (query.type() == Type.A || query.type() == Type.AAAA) && zones.hold(query.name());
      List<Name> path =
          concerned ? searchPath.apply(query.client().address().getAddress()) : List.of();
      boolean firstTry =
          !path.isEmpty()
              && query.name().subdomain(path.getFirst())
              && !query.name().equals(path.getFirst());
      return firstTry ? search(query, path, next) : next.handle(query);
    };
  }

  private Future<Answer> search(Query query, List<Name> path, Handler next) {
    List<Name> tries = tries(query.name().relativize(path.getFirst()), path);
    return next.handle(query)
        .compose(
            first ->
                first.rcode() == Rcode.NXDOMAIN
                    ? search(query, tries, next, first)
                    : Future.succeededFuture(first));
  }

  /** The names that the client would try after the first, the bare one last. */
  private static List<Name> tries(Name base, List<Name> path) {
    List<Name> tries = new ArrayList<>();
    List<Name> later = new ArrayList<>(path.subList(1, path.size()));
    later.add(Name.root);
    for (Name domain : later) {
      try {
        tries.add(Name.concatenate(base, domain));
      } catch (NameTooLongException e) {
        continue;
      }
    }
    return tries;
  }

  private Future<Answer> search(Query query, List<Name> tries, Handler next, Answer first) {
    if (tries.isEmpty()) {
      return Future.succeededFuture(first);
    }
    Name target = tries.getFirst();
    return next.handle(query.asking(target, query.type()))
        .compose(
            answer ->
                switch (answer.rcode()) {
                  case Rcode.NXDOMAIN, Rcode.REFUSED ->
                      search(query, tries.subList(1, tries.size()), next, first);
                  case Rcode.NOERROR -> Future.succeededFuture(found(query, target, answer));
                  default -> Future.succeededFuture(first);
                });
  }

  private Answer found(Query query, Name target, Answer answer) {
    successes.labelValues(server).inc();
    long ttl =
        Stream.concat(answer.answers().stream(), answer.authority().stream())
            .mapToLong(Record::getTTL)
            .min()
            .orElse(SHORT_TTL);
    List<Record> answers = new ArrayList<>();
    answers.add(new CNAMERecord(query.name(), DClass.IN, ttl, target));
    answers.addAll(answer.answers());
    return answer.withAnswers(answers);
  }
}
