package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Alias;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.autopath.SearchPaths;
import io.kubevert.coredns.plugin.transfer.ZoneSource;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Answers for the cluster's zones. Until everything was listed once the answer is SERVFAIL, so that
 * nobody takes missing knowledge for a missing name.
 */
final class Kubernetes implements Plugin, ZoneSource, SearchPaths {
  static final String NAME = "kubernetes";

  private final KubernetesOptions options;
  private final ServerContext context;
  private final ClusterState state;
  private final ClusterIndex index;
  private final Map<Name, ZoneAnswers> zones = new HashMap<>();
  private final PodSearchPath searchPath;
  private final FirstList firstList;

  Kubernetes(KubernetesOptions options, ServerContext context) {
    this.options = options;
    this.context = context;
    this.searchPath = new PodSearchPath(options.clusterZone());
    this.state =
        context
            .shared()
            .get(ClusterStates.class, registry -> new ClusterStates())
            .of(options.view(), context);
    this.index = state.index();
    for (Name zone : options.zones().names()) {
      zones.put(zone, new ZoneAnswers(zone, options, index, this::dnsAddresses, state::serial));
    }
    this.firstList =
        new FirstList(
            context.vertx(), context.server(), state::hasSynced, FirstList.PATIENCE_MILLIS);
    context.block().offer(this);
  }

  /** Waits for the first list for as long as {@code startup_timeout} says, then goes on. */
  @Override
  public Future<Void> start() {
    return Future.join(state.use(), searchPath.start(context.vertx()))
        .<Void>mapEmpty()
        .timeout(Math.max(1, options.startupTimeout().toMillis()), TimeUnit.MILLISECONDS)
        .otherwise(
            late -> {
              firstList.await();
              return null;
            });
  }

  @Override
  public String name() {
    return NAME;
  }

  /** As the kubelet writes it into a pod's resolv.conf. */
  @Override
  public List<Name> of(InetAddress client) {
    return index
        .pods()
        .namespaceOf(client)
        .map(namespace -> searchPath.of(namespace))
        .orElse(List.of());
  }

  @Override
  public Optional<Listing> list(Name zone) {
    if (!zones.containsKey(zone) || ReverseName.isReverse(zone)) {
      return Optional.empty();
    }
    return Optional.of(
        state.hasSynced()
            ? new Listing.Whole(new ZoneListing(zone, zones.get(zone), index).records())
            : new Listing.NotNow());
  }

  @Override
  public Future<Void> stop() {
    firstList.stop();
    return state.release();
  }

  @Override
  public boolean ready() {
    return state.hasSynced();
  }

  @Override
  public Handler before(Handler next) {
    return query -> {
      Optional<Name> zone = options.zones().holding(query.name());
      return zone.isEmpty() ? next.handle(query) : answer(query, zone.get(), next);
    };
  }

  private Future<Answer> answer(Query query, Name zone, Handler next) {
    if (!state.hasSynced()) {
      return Future.succeededFuture(
          Answer.serverFailure(NAME, "the API server has not listed everything yet"));
    }
    ZoneAnswers answers = zones.get(zone);
    Found found =
        ReverseName.isReverse(zone)
            ? answers.reverse(query.name(), query.type())
            : answers.find(query.name(), query.type());
    return switch (found) {
      case Found.Records(List<Record> records, List<Record> additional) ->
          Future.succeededFuture(Answer.authoritative(records, additional, NAME));
      case Found.Alias(CNAMERecord alias) -> follow(query, alias);
      case Found.NoData none -> Future.succeededFuture(answers.denials().now().noData());
      case Found.NoName none ->
          options.fallthrough().through(query.name())
              ? next.handle(query)
              : Future.succeededFuture(answers.denials().now().noName());
    };
  }

  private Future<Answer> follow(Query query, CNAMERecord alias) {
    if (query.type() == Type.CNAME) {
      return Future.succeededFuture(Answer.authoritative(List.of(alias), List.of(), NAME));
    }
    return new Alias(List.of(alias), alias.getTarget()).follow(query, context.resolver(), NAME);
  }

  /** The addresses of the Services that lead to this server, or its own when none does. */
  private List<InetAddress> dnsAddresses() {
    List<InetAddress> own =
        context.site().listenHosts().stream()
            .map(InetAddress::ofLiteral)
            .filter(address -> !address.isAnyLocalAddress())
            .toList();
    List<InetAddress> services =
        own.stream()
            .flatMap(address -> index.withEndpoint(address).stream())
            .flatMap(entry -> entry.service().clusterIps().stream())
            .distinct()
            .toList();
    return services.isEmpty() ? own : services;
  }
}
