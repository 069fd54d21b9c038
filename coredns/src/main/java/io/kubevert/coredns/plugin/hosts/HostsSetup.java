package io.kubevert.coredns.plugin.hosts;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Fallthrough;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.Zones;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code hosts [FILE [ZONES...]] { [INLINE...] ttl; no_reverse; reload; fallthrough }}. */
public final class HostsSetup {
  private static final String DEFAULT_FILE = "/etc/hosts";
  private static final int DEFAULT_TTL = 3600;
  private static final int LONGEST_TTL = 65_535;

  private final List<String> inline = new ArrayList<>();
  private Fallthrough fallthrough = Fallthrough.NONE;
  private Optional<Token> otherTypes = Optional.empty();
  private Duration reload = Duration.ofSeconds(5);
  private int ttl = DEFAULT_TTL;
  private boolean reverse = true;

  private HostsSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    if (directives.size() > 1) {
      throw directives.get(1).name().fault("only one in a server block");
    }
    Directive directive = directives.getFirst();
    HostsSetup setup = new HostsSetup();
    directive.block().forEach(property -> setup.read(directive, property));
    if (setup.otherTypes.isPresent() && setup.fallthrough.equals(Fallthrough.NONE)) {
      throw setup.otherTypes.get().fault("goes with fallthrough only");
    }
    List<Token> words = directive.arguments();
    List<Token> zones = words.isEmpty() ? words : words.subList(1, words.size());
    String file =
        context
            .site()
            .directory()
            .resolve(directive.argument(0).map(Token::text).orElse(DEFAULT_FILE))
            .toString();
    return new Hosts(
        new HostsOptions(
            file,
            String.join("\n", setup.inline),
            new Zones(Arguments.zones(zones, context.zones())),
            setup.fallthrough,
            setup.otherTypes.isPresent(),
            setup.reload,
            setup.ttl,
            setup.reverse),
        context);
  }

  private void read(Directive directive, Directive property) {
    switch (property.word()) {
      case "fallthrough" -> fallthrough = Fallthrough.parse(property);
      case "fallthrough_unsupported" -> {
        property.arguments(0, 0);
        otherTypes = Optional.of(property.name());
      }
      case "ttl" -> ttl = Arguments.number(property.onlyArgument(), 1, LONGEST_TTL);
      case "reload" -> reload = Arguments.duration(property.onlyArgument());
      case "no_reverse" -> reverse = false;
      default -> {
        if (property.arguments().isEmpty()) {
          throw directive.unknownProperty(property);
        }
        inline.add(property.word() + " " + String.join(" ", property.words()));
      }
    }
  }
}
