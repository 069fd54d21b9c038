package io.kubevert.ingress.translate;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.exchange.LocationConfig;
import io.kubevert.ingress.feature.Features;
import io.kubevert.ingress.feature.IngressScope;
import io.kubevert.ingress.feature.clientcert.ClientCertificate;
import io.kubevert.ingress.feature.redirect.WwwRedirect;
import io.kubevert.ingress.feature.upstream.Unavailable;
import io.kubevert.ingress.option.GlobalOptions;
import io.kubevert.ingress.route.Route;
import io.kubevert.ingress.watch.Ingress;
import io.kubevert.ingress.watch.Lookup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Translates one Ingress, by itself: what others say is none of its business. */
public final class IngressTranslator {
  private static final String ANY_HOST = "";
  private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9._/-]*");

  private final Ingress ingress;
  private final Annotations annotations;
  private final IngressScope scope;
  private final LocationConfig config;
  private final boolean forbidden;
  private final Map<String, List<Route<Location>>> hosts = new LinkedHashMap<>();
  private final Map<String, List<Route<Location>>> aliases = new LinkedHashMap<>();
  private final Set<BackendKey> backends = new HashSet<>();

  private IngressTranslator(Ingress ingress, GlobalOptions options, Lookup lookup) {
    this.ingress = ingress;
    this.scope = new IngressScope(ingress, options, lookup);
    this.annotations = scope.annotations();
    LocationConfig asked = Features.configure(scope);
    List<Problem> violations = options.policy().violations(ingress.annotations());
    violations.forEach(annotations::problem);
    this.forbidden = !violations.isEmpty();
    this.config = forbidden ? asked.closedBy(new Unavailable()) : asked;
  }

  /**
   * Translates an Ingress.
   *
   * @param options those of all Ingresses
   * @param lookup finds objects that are known; only those of the Ingress's namespace are asked for
   */
  public static IngressTranslation translate(
      Ingress ingress, GlobalOptions options, Lookup lookup) {
    return new IngressTranslator(ingress, options, lookup).translate();
  }

  private IngressTranslation translate() {
    boolean regex = Features.usesRegex(annotations) && !forbidden;
    ingress.rules().forEach(rule -> add(rule, regex));
    if (config.canary().isEmpty()) {
      addDefaultBackend();
      addAliases();
      addWwwRedirects();
    }
    Set<ObjectKey> referenced = new HashSet<>(scope.referencedSecrets());
    ingress.tls().stream()
        .filter(tls -> !tls.secretName().isEmpty())
        .forEach(tls -> referenced.add(scope.inNamespace(tls.secretName())));
    config.upstreams().forEach(backends::add);
    return new IngressTranslation(
        ingress.key(),
        ingress.created(),
        regex,
        config.canary().isPresent(),
        hosts,
        aliases,
        Set.copyOf(backends),
        ingress.tls(),
        config.filters().stream().anyMatch(ClientCertificate.class::isInstance),
        config.ciphers(),
        referenced,
        scope.referencedConfigMaps(),
        annotations.problems(),
        ingress.fingerprint());
  }

  private void add(Ingress.Rule rule, boolean regex) {
    if (rule.backend().isEmpty()) {
      annotations.problem(
          "UnsupportedBackend",
          rule.path(),
          "path " + rule.path() + " names a resource backend; only Services can be served");
    }
    boolean lost = (rule.backend().isEmpty() || forbidden) && config.canary().isPresent();
    boolean readable = !regex || isExpression(rule.path());
    if (lost || !isPathOfItsType(rule) || !readable) {
      return;
    }
    Route.Match match =
        switch (rule.pathType()) {
          case EXACT -> Route.Match.EXACT;
          case PREFIX, IMPLEMENTATION_SPECIFIC -> Route.Match.PREFIX;
        };
    add(rule.host(), rule.path(), match, rule.backend());
  }

  private boolean isPathOfItsType(Ingress.Rule rule) {
    if (!scope.options().policy().plainPaths()
        || rule.pathType() == Ingress.PathType.IMPLEMENTATION_SPECIFIC
        || PLAIN_PATH.matcher(rule.path()).matches()) {
      return true;
    }
    annotations.problem(
        "InvalidPath",
        rule.path(),
        "path "
            + rule.path()
            + " has other letters than A-Z, a-z, 0-9, '.', '_', '-' and '/': give it pathType"
            + " ImplementationSpecific, or set option strict-validate-path-type to false");
    return false;
  }

  private boolean isExpression(String path) {
    try {
      Pattern.compile(path);
      return true;
    } catch (PatternSyntaxException e) {
      annotations.problem(
          "InvalidPath",
          path,
          "path " + path + " is not a regular expression: " + e.getDescription());
      return false;
    }
  }

  private void addDefaultBackend() {
    if (ingress.defaultBackend().isEmpty()) {
      return;
    }
    if (hosts.isEmpty()) {
      add(ANY_HOST, "/", Route.Match.FALLBACK, ingress.defaultBackend());
    } else {
      for (String host : List.copyOf(hosts.keySet())) {
        add(host, "/", Route.Match.FALLBACK, ingress.defaultBackend());
      }
    }
  }

  private void addAliases() {
    List<Route<Location>> all = hosts.values().stream().flatMap(List::stream).toList();
    config.aliases().stream()
        .filter(alias -> !hosts.containsKey(alias))
        .forEach(alias -> aliases.put(alias, all));
  }

  private void addWwwRedirects() {
    if (config.wwwRedirect()) {
      hosts.keySet().stream()
          .filter(host -> !host.isEmpty() && !host.startsWith("*"))
          .filter(host -> !hosts.containsKey(WwwRedirect.counterpart(host)))
          .forEach(this::addWwwRedirect);
    }
  }

  private void addWwwRedirect(String host) {
    String other = WwwRedirect.counterpart(host);
    LocationConfig redirect =
        LocationConfig.of(
            List.of(new WwwRedirect(scope.options().redirects().status(), host)),
            config.upstream(),
            config.logged());
    Location location =
        new Location(
            ingress.key(),
            other,
            "/",
            Route.Match.PREFIX,
            false,
            isSecured(host),
            Optional.empty(),
            redirect,
            Optional.empty());
    aliases.put(other, List.of(new Route<>("/", Route.Match.PREFIX, location)));
  }

  private void add(
      String host, String path, Route.Match match, Optional<Ingress.BackendReference> reference) {
    Optional<BackendKey> backend =
        reference.map(
            named -> new BackendKey(ingress.key().namespace(), named.service(), named.port()));
    backend.ifPresent(backends::add);
    Location location =
        new Location(
            ingress.key(),
            host,
            path,
            match,
            false,
            isSecured(host),
            backend,
            config,
            Optional.empty());
    hosts
        .computeIfAbsent(host, ignored -> new ArrayList<>())
        .add(new Route<>(path, match, location));
  }

  private boolean isSecured(String host) {
    return ingress.tls().stream().anyMatch(tls -> covers(tls, host));
  }

  private static boolean covers(Ingress.Tls tls, String host) {
    return tls.hosts().contains(host)
        || tls.hosts().contains("*." + host.substring(host.indexOf('.') + 1));
  }
}
