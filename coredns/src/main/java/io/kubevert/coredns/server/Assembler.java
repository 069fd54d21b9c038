package io.kubevert.coredns.server;

import io.kubevert.client.ControlPlane;
import io.kubevert.coredns.corefile.CorefileException;
import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.ServerBlock;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.corefile.Transport;
import io.kubevert.coredns.corefile.ZoneKey;
import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.message.WireFormat;
import io.kubevert.coredns.plugin.BlockSettings;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.MessageObserver;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.PluginList;
import io.kubevert.coredns.plugin.Readiness;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.Shared;
import io.kubevert.coredns.plugin.Site;
import io.kubevert.coredns.plugin.metrics.ServerMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Puts the plugins of each server block into chains, in the order of {@link PluginList}. */
public final class Assembler {
  private final Vertx vertx;
  private final ControlPlane controlPlane;
  private final Site site;
  private final Shared shared;
  private final InstantSource clock;
  private final Map<HostAndPort, Map<Name, Chain>> tables = new LinkedHashMap<>();
  private final Map<HostAndPort, Map<String, Consumer<HttpServerRequest>>> pages =
      new LinkedHashMap<>();
  private final Map<HostAndPort, Service> services = new HashMap<>();
  private final List<Plugin> plugins = new ArrayList<>();
  private final Readiness readiness = new Readiness();
  private final SecureRandom random = new SecureRandom();
  private Optional<Duration> reloadInterval = Optional.empty();
  private Duration lameduck = Duration.ZERO;

  /** Where a block listens. */
  private record Port(int number, Transport transport) {}

  private Assembler(
      Vertx vertx, ControlPlane controlPlane, Site site, Shared shared, InstantSource clock) {
    this.vertx = vertx;
    this.controlPlane = controlPlane;
    this.site = site;
    this.shared = shared;
    this.clock = clock;
  }

  /**
   * @throws CorefileException if a directive is unknown or cannot be meant
   */
  public static Assembly assemble(
      List<ServerBlock> blocks,
      Vertx vertx,
      ControlPlane controlPlane,
      Site site,
      Shared shared,
      InstantSource clock) {
    Assembler assembler = new Assembler(vertx, controlPlane, site, shared, clock);
    blocks.forEach(assembler::add);
    Map<HostAndPort, ZoneTable> tables = new LinkedHashMap<>();
    assembler.tables.forEach(
        (address, chains) ->
            tables.put(address, new ZoneTable(chains, assembler.services.get(address))));
    return new Assembly(
        tables,
        assembler.pages,
        assembler.plugins,
        assembler.readiness,
        assembler.reloadInterval,
        assembler.lameduck);
  }

  private void add(ServerBlock block) {
    Map<Port, List<Name>> zonesByPort = new LinkedHashMap<>();
    for (Token key : block.keys()) {
      for (ZoneKey zone : ZoneKey.parse(key)) {
        Port port = new Port(zone.port(), zone.transport());
        zonesByPort.computeIfAbsent(port, ignored -> new ArrayList<>()).add(zone.zone());
      }
    }
    Map<String, List<Directive>> directives = byPlugin(block);
    zonesByPort.forEach((port, zones) -> add(block.keys().getFirst(), port, zones, directives));
  }

  private static Map<String, List<Directive>> byPlugin(ServerBlock block) {
    Map<String, List<Directive>> directives = new HashMap<>();
    for (Directive directive : block.directives()) {
      if (!PluginList.SETUPS.containsKey(directive.word())) {
        throw directive
            .name()
            .fault("no such plugin; there are " + String.join(", ", PluginList.SETUPS.keySet()));
      }
      directives.computeIfAbsent(directive.word(), ignored -> new ArrayList<>()).add(directive);
    }
    return directives;
  }

  private void add(
      Token key, Port port, List<Name> zones, Map<String, List<Directive>> directives) {
    BlockSettings settings = new BlockSettings(port.transport().prefix(), port.number());
    OwnResolver resolver = new OwnResolver(tables);
    ServerContext context =
        new ServerContext(
            vertx, controlPlane, zones, site, settings, resolver, shared, readiness, clock, random);
    List<Plugin> chain = new ArrayList<>();
    PluginList.SETUPS.forEach(
        (name, setup) -> {
          List<Directive> own = directives.get(name);
          if (own != null) {
            Plugin plugin = setup.setUp(own, context);
            chain.add(plugin);
            readiness.add(name, plugin);
            metrics().enabled(context.server(), zones, name);
          }
        });
    plugins.addAll(chain);
    settings.pages().forEach(this::addPage);
    reloadInterval = settings.reloadInterval().or(() -> reloadInterval);
    if (settings.lameduck().compareTo(lameduck) > 0) {
      lameduck = settings.lameduck();
    }
    List<String> hosts =
        settings.listenHosts().isEmpty() ? site.listenHosts() : settings.listenHosts();
    resolver.at(new HostAndPort(hosts.getFirst(), port.number()));
    Chain first =
        new Chain(
            link(chain, settings),
            settings.offered(MessageObserver.class).stream()
                .findFirst()
                .orElse(MessageObserver.NONE));
    for (String host : hosts) {
      HostAndPort address = new HostAndPort(host, port.number());
      serve(key, address, port.transport(), settings);
      addChain(key, address, zones, first);
    }
  }

  private ServerMetrics metrics() {
    return shared.get(ServerMetrics.class, ServerMetrics::new);
  }

  private static Handler link(List<Plugin> chain, BlockSettings settings) {
    Handler refused = query -> Future.succeededFuture(Answer.ofCode(Rcode.REFUSED, ""));
    boolean otherClasses = settings.otherClasses();
    Handler next = refused;
    for (Plugin plugin : chain.reversed()) {
      next = otherClasses ? byClass(plugin, next) : plugin.before(next);
    }
    Handler first = next;
    return query ->
        (otherClasses || WireFormat.isInternet(query))
                && (settings.transfers() || !isTransfer(query))
            ? first.handle(query)
            : refused.handle(query);
  }

  private static boolean isTransfer(Query query) {
    return query.type() == Type.AXFR || query.type() == Type.IXFR;
  }

  /** The first block that names an address says how, and by what certificate, it is served. */
  private void serve(Token key, HostAndPort address, Transport transport, BlockSettings settings) {
    if (transport.isSecure() && settings.tls().isEmpty()) {
      throw key.fault("needs a 'tls' line with the certificate to serve by");
    }
    Service wanted = new Service(transport, settings.tls().filter(unused -> transport.isSecure()));
    Service first = services.putIfAbsent(address, wanted);
    if (first != null && first.transport() != transport) {
      throw key.fault(
          address
              + " is served by "
              + first.transport().prefix()
              + " and by "
              + transport.prefix()
              + "; one address speaks one of them");
    }
  }

  private static Handler byClass(Plugin plugin, Handler next) {
    Handler own = plugin.before(next);
    return plugin.takesOtherClasses()
        ? own
        : query -> WireFormat.isInternet(query) ? own.handle(query) : next.handle(query);
  }

  private void addChain(Token key, HostAndPort address, List<Name> zones, Chain first) {
    Map<Name, Chain> table = tables.computeIfAbsent(address, ignored -> new HashMap<>());
    for (Name zone : zones) {
      if (table.putIfAbsent(zone, first) != null) {
        throw key.fault("zone " + zone + " is served twice on " + address);
      }
    }
  }

  private void addPage(BlockSettings.Page page) {
    pages
        .computeIfAbsent(page.address(), ignored -> new HashMap<>())
        .putIfAbsent(page.path(), page.handler());
  }
}
