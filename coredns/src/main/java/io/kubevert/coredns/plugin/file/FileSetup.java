package io.kubevert.coredns.plugin.file;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Fallthrough;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Name;

/** Reads {@code file DBFILE [ZONES...] { reload DURATION; fallthrough [ZONES...] }}. */
public final class FileSetup {
  private static final Duration DEFAULT_RELOAD = Duration.ofMinutes(1);

  private final List<ZoneFile> files = new ArrayList<>();
  private final Map<Name, Fallthrough> fallthrough = new HashMap<>();

  private FileSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    FileSetup setup = new FileSetup();
    directives.forEach(directive -> setup.add(directive, context));
    return new FilePlugin(setup.files, setup.fallthrough, context);
  }

  private void add(Directive directive, ServerContext context) {
    directive.arguments(1, Integer.MAX_VALUE);
    Duration reload = DEFAULT_RELOAD;
    Fallthrough through = Fallthrough.NONE;
    for (Directive property : directive.block()) {
      switch (property.word()) {
        case "reload" -> reload = Arguments.duration(property.onlyArgument());
        case "fallthrough" -> through = Fallthrough.parse(property);
        default -> throw directive.unknownProperty(property);
      }
    }
    Path path = context.site().directory().resolve(directive.arguments().getFirst().text());
    List<Name> zones =
        Arguments.zones(
            directive.arguments().subList(1, directive.arguments().size()), context.zones());
    for (Name zone : zones) {
      if (fallthrough.put(zone, through) != null) {
        throw directive.name().fault("a second file for the zone " + zone);
      }
      files.add(new ZoneFile(zone, path, reload, context));
    }
  }
}
