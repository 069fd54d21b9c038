package io.kubevert.coredns.plugin.cache;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.Zones;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;

/** Reads {@code cache [TTL] [ZONES...] { ... }}. */
public final class CacheSetup {
  private static final int DEFAULT_CAPACITY = 9984;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([KMG])");
  private static final int LEAST_CAPACITY = 1024;
  private static final int MOST_CAPACITY = 10_000_000;
  private static final long DEFAULT_OCTETS = 64L << 20;
  private static final long LEAST_OCTETS = 1L << 20;
  private static final int LONGEST_SUCCESS = 3600;
  private static final int LONGEST_DENIAL = 1800;
  private static final int SHORTEST = 5;
  private static final Duration LONGEST_FAILURE = Duration.ofMinutes(5);

  private CacheOptions.Limits success =
      new CacheOptions.Limits(DEFAULT_CAPACITY, LONGEST_SUCCESS, SHORTEST);
  private CacheOptions.Limits denial =
      new CacheOptions.Limits(DEFAULT_CAPACITY, LONGEST_DENIAL, SHORTEST);
  private long octets = DEFAULT_OCTETS;
  private Duration failureTtl = Duration.ofSeconds(5);
  private Zones uncachedSuccess = new Zones(List.of());
  private Zones uncachedDenial = new Zones(List.of());
  private boolean keepTtl;
  private Optional<CacheOptions.Prefetch> prefetch = Optional.empty();
  private Optional<CacheOptions.Stale> stale = Optional.empty();

  private CacheSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    if (directives.size() > 1) {
      throw directives.get(1).name().fault("only one in a server block");
    }
    return new Cache(options(directives.getFirst(), context.zones()), context);
  }

  static CacheOptions options(Directive directive, List<Name> serverZones) {
    CacheSetup setup = new CacheSetup();
    List<Token> zones = new ArrayList<>(directive.arguments());
    if (!zones.isEmpty() && zones.getFirst().text().chars().allMatch(Character::isDigit)) {
      int ttl = Arguments.number(zones.removeFirst(), 1, Integer.MAX_VALUE);
      setup.success = limits(DEFAULT_CAPACITY, ttl, Math.min(SHORTEST, ttl));
      setup.denial = setup.success;
    }
    directive.block().forEach(property -> setup.read(directive, property, serverZones));
    return new CacheOptions(
        new Zones(Arguments.zones(zones, serverZones)),
        setup.success,
        setup.denial,
        setup.octets,
        setup.failureTtl,
        setup.uncachedSuccess,
        setup.uncachedDenial,
        setup.keepTtl,
        setup.prefetch,
        setup.stale);
  }

  private void read(Directive directive, Directive property, List<Name> serverZones) {
    switch (property.word()) {
      case "success" -> success = limits(property, success);
      case "denial" -> denial = limits(property, denial);
      case "memory" -> octets = octets(property.onlyArgument());
      case "servfail" -> failureTtl = failure(property.onlyArgument());
      case "prefetch" -> prefetch = Optional.of(prefetch(property));
      case "serve_stale" -> stale = Optional.of(stale(property));
      case "keepttl" -> keepTtl = true;
      case "disable" -> disable(property, serverZones);
      default -> throw directive.unknownProperty(property);
    }
  }

  private static CacheOptions.Limits limits(int capacity, long longest, long shortest) {
    return new CacheOptions.Limits(Math.max(LEAST_CAPACITY, capacity), longest, shortest);
  }

  private static CacheOptions.Limits limits(Directive property, CacheOptions.Limits defaults) {
    property.arguments(1, 3);
    int capacity = Arguments.number(property.arguments().getFirst(), 0, MOST_CAPACITY);
    long longest =
        property
            .argument(1)
            .map(token -> (long) Arguments.number(token, 0, Integer.MAX_VALUE))
            .orElse(defaults.longest());
    long shortest =
        property
            .argument(2)
            .map(token -> (long) Arguments.number(token, 0, Integer.MAX_VALUE))
            .orElse(Math.min(longest, defaults.shortest()));
    return limits(capacity, longest, shortest);
  }

  private static long octets(Token token) {
    Matcher size = SIZE.matcher(token.text());
    if (!size.matches()) {
      throw token.fault("not a size, as in 64M");
    }
    int shift = size.group(2).equals("G") ? 30 : size.group(2).equals("M") ? 20 : 10;
    long octets = Long.parseLong(size.group(1)) << shift;
    if (octets < LEAST_OCTETS) {
      throw token.fault("needs 1M at least");
    }
    return octets;
  }

  private static Duration failure(Token token) {
    Duration duration = Arguments.duration(token);
    if (duration.compareTo(LONGEST_FAILURE) > 0) {
      throw token.fault("a SERVFAIL may be kept for 5 minutes at most (RFC 2308, 7.1)");
    }
    return duration;
  }

  private static CacheOptions.Prefetch prefetch(Directive property) {
    property.arguments(1, 3);
    return new CacheOptions.Prefetch(
        Arguments.number(property.arguments().getFirst(), 0, Integer.MAX_VALUE),
        property.argument(1).map(Arguments::duration).orElse(Duration.ofMinutes(1)),
        property.argument(2).map(CacheSetup::percentage).orElse(10));
  }

  private static int percentage(Token token) {
    String text = token.text();
    if (!text.endsWith("%")) {
      throw token.fault("a percentage, as in 10%");
    }
    String digits = text.substring(0, text.length() - 1);
    return Arguments.number(new Token(digits, token.file(), token.line()), 10, 90);
  }

  private static CacheOptions.Stale stale(Directive property) {
    property.arguments(0, 3);
    Duration longest = property.argument(0).map(Arguments::duration).orElse(Duration.ofHours(1));
    Optional<Token> mode = property.argument(1);
    if (mode.isEmpty() || mode.get().text().equals("immediate")) {
      return new CacheOptions.Stale(longest, Optional.empty());
    }
    if (!mode.get().text().equals("verify")) {
      throw mode.get().fault("the mode is immediate or verify");
    }
    Duration patience = property.argument(2).map(Arguments::duration).orElse(Duration.ofSeconds(5));
    return new CacheOptions.Stale(longest, Optional.of(patience));
  }

  private void disable(Directive property, List<Name> serverZones) {
    property.arguments(1, Integer.MAX_VALUE);
    Token kind = property.arguments().getFirst();
    List<Token> rest = property.arguments().subList(1, property.arguments().size());
    Zones zones = new Zones(Arguments.zones(rest, serverZones));
    switch (kind.text()) {
      case "success" -> uncachedSuccess = zones;
      case "denial" -> uncachedDenial = zones;
      default -> throw kind.fault("success or denial");
    }
  }
}
