package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.TlsFiles;
import io.kubevert.coredns.plugin.Zones;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/** Reads {@code forward FROM TO... { ... }}, which a server block may have several of. */
public final class ForwardSetup {
  private static final int MOST_TARGETS = 15;

  private Zones except = new Zones(List.of());
  private ForwardOptions.Policy policy = ForwardOptions.Policy.RANDOM;
  private int maxFails = 2;
  private boolean forceTcp;
  private boolean preferUdp;
  private Duration expire = Duration.ofSeconds(10);
  private ForwardOptions.HealthCheck healthCheck = ForwardOptions.HealthCheck.USUAL;
  private int maxConcurrent;
  private boolean failFast;
  private Optional<String> serverName = Optional.empty();
  private Optional<PemKeyCertOptions> identity = Optional.empty();
  private Optional<PemTrustOptions> authorities = Optional.empty();
  private HttpMethod dohMethod = HttpMethod.POST;
  private final List<HostAndPort> resolvers = new ArrayList<>();
  private final TlsFiles files;
  private int mostIdle;
  private int mostTries;
  private final Set<Integer> failover = new HashSet<>();
  private final Set<Integer> next = new HashSet<>();
  private boolean nextOnNoData;

  private ForwardSetup(TlsFiles files) {
    this.files = files;
  }

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    TlsFiles files = new TlsFiles(context.site().directory());
    return new Forward(
        directives.stream().map(directive -> options(directive, files)).toList(), context);
  }

  private static ForwardOptions options(Directive directive, TlsFiles files) {
    directive.arguments(2, MOST_TARGETS + 1);
    ForwardSetup setup = new ForwardSetup(files);
    directive.block().forEach(property -> setup.read(directive, property));
    List<Token> targets = directive.arguments().subList(1, directive.arguments().size());
    return new ForwardOptions(
        new Zones(Arguments.zones(directive.arguments().subList(0, 1), List.of())),
        setup.except,
        targets.stream().map(new TargetReader(setup.serverName.isPresent())::read).toList(),
        List.copyOf(setup.resolvers),
        setup.policy,
        setup.maxFails,
        setup.forceTcp,
        setup.preferUdp,
        setup.expire,
        setup.healthCheck,
        setup.maxConcurrent,
        setup.failFast,
        new ForwardOptions.Tls(setup.serverName, setup.identity, setup.authorities),
        setup.dohMethod,
        new ForwardOptions.Most(setup.mostIdle, setup.mostTries),
        new ForwardOptions.Onward(
            Set.copyOf(setup.failover), Set.copyOf(setup.next), setup.nextOnNoData));
  }

  private void read(Directive directive, Directive property) {
    switch (property.word()) {
      case "except" ->
          except =
              new Zones(
                  Arguments.zones(property.arguments(1, Integer.MAX_VALUE).arguments(), List.of()));
      case "policy" -> policy = policy(property.onlyArgument());
      case "max_fails" -> maxFails = Arguments.number(property.onlyArgument(), 0, 1_000_000);
      case "force_tcp" -> forceTcp = true;
      case "prefer_udp" -> preferUdp = true;
      case "expire" -> expire = Arguments.duration(property.onlyArgument());
      case "health_check" -> healthCheck = healthCheck(property);
      case "max_concurrent" ->
          maxConcurrent = Arguments.number(property.onlyArgument(), 0, Integer.MAX_VALUE);
      case "tls" -> tls(property.arguments(0, 3).arguments());
      case "tls_servername" -> serverName = Optional.of(property.onlyArgument().text());
      case "failfast_all_unhealthy_upstreams" -> failFast = true;
      case "max_idle_conns" ->
          mostIdle = Arguments.number(property.onlyArgument(), 0, Integer.MAX_VALUE);
      case "max_connect_attempts" ->
          mostTries = Arguments.number(property.onlyArgument(), 0, Integer.MAX_VALUE);
      case "failover" -> failover.addAll(failures(property));
      case "next" -> next.addAll(codes(property));
      case "next_on_nodata" -> nextOnNoData = true;
      case "doh_method" -> dohMethod = method(property.onlyArgument());
      case "resolver" ->
          property.arguments(1, Integer.MAX_VALUE).arguments().stream()
              .map(TargetReader::resolver)
              .forEach(resolvers::add);
      default -> throw directive.unknownProperty(property);
    }
  }

  private static HttpMethod method(Token token) {
    return switch (token.text()) {
      case "GET" -> HttpMethod.GET;
      case "POST" -> HttpMethod.POST;
      default -> throw token.fault("servers are asked over HTTPS by GET or POST");
    };
  }

  private static ForwardOptions.Policy policy(Token token) {
    return switch (token.text()) {
      case "random" -> ForwardOptions.Policy.RANDOM;
      case "round_robin" -> ForwardOptions.Policy.ROUND_ROBIN;
      case "sequential" -> ForwardOptions.Policy.SEQUENTIAL;
      default -> throw token.fault("the policy is random, round_robin or sequential");
    };
  }

  private static ForwardOptions.HealthCheck healthCheck(Directive property) {
    List<Token> words = new ArrayList<>(property.arguments(1, 4).arguments());
    Duration interval = Arguments.positiveDuration(words.removeFirst());
    boolean recursion = true;
    Name domain = ForwardOptions.HealthCheck.USUAL.domain();
    while (!words.isEmpty()) {
      Token word = words.removeFirst();
      switch (word.text()) {
        case "no_rec" -> recursion = false;
        case "domain" -> {
          if (words.isEmpty()) {
            throw word.fault("needs the name to ask for");
          }
          domain = Arguments.name(words.removeFirst());
        }
        default -> throw word.fault("a health check knows no_rec and domain NAME");
      }
    }
    return new ForwardOptions.HealthCheck(interval, recursion, domain);
  }

  /** No file, those to trust, an identity, or both. */
  private void tls(List<Token> words) {
    if (words.size() >= 2) {
      identity = Optional.of(files.identity(words.get(0), words.get(1)));
    }
    if (words.size() == 1 || words.size() == 3) {
      authorities = Optional.of(files.authorities(words.getLast()));
    }
  }

  private static Set<Integer> codes(Directive property) {
    return property.arguments(1, Integer.MAX_VALUE).arguments().stream()
        .map(Arguments::rcode)
        .collect(Collectors.toSet());
  }

  private static Set<Integer> failures(Directive property) {
    Set<Integer> codes = codes(property);
    if (codes.contains(Rcode.NOERROR)) {
      throw property.name().fault("NOERROR is no failure");
    }
    return codes;
  }
}
