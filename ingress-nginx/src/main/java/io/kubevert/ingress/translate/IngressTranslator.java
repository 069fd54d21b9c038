package io.kubevert.ingress.translate;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.exchange.LocationConfig;
import io.kubevert.ingress.feature.Features;
import io.kubevert.ingress.feature.IngressScope;
import io.kubevert.ingress.feature.unsupported.UnsupportedAnnotations;
import io.kubevert.ingress.route.Route;
import io.kubevert.ingress.watch.Ingress;
import io.kubevert.ingress.watch.Secret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Translates one Ingress, by itself: what others say is none of its business. */
public final class IngressTranslator {
  private static final String ANY_HOST = "";

  private final Ingress ingress;
  private final Annotations annotations;
  private final IngressScope scope;
  private final LocationConfig config;
  private final Map<String, List<Route<Location>>> hosts = new LinkedHashMap<>();
  private final Set<BackendKey> backends = new HashSet<>();

  private IngressTranslator(Ingress ingress, Function<ObjectKey, Optional<Secret>> secrets) {
    this.ingress = ingress;
    this.annotations = new Annotations(ingress.annotations());
    this.scope = new IngressScope(ingress, annotations, secrets);
    this.config = Features.configure(scope);
  }

  /**
   * Translates an Ingress.
   *
   * @param secrets finds a Secret that is known; only those of the Ingress's namespace are asked
   *     for
   */
  public static IngressTranslation translate(
      Ingress ingress, Function<ObjectKey, Optional<Secret>> secrets) {
    return new IngressTranslator(ingress, secrets).translate();
  }

  private IngressTranslation translate() {
    boolean regex = Features.usesRegex(annotations);
    if (!UnsupportedAnnotations.isCanary(annotations)) {
      ingress.rules().forEach(rule -> add(rule, regex));
      addDefaultBackend();
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
        hosts,
        Set.copyOf(backends),
        ingress.tls(),
        referenced,
        annotations.problems());
  }

  private void add(Ingress.Rule rule, boolean regex) {
    if (rule.backend().isEmpty()) {
      annotations.problem(
          "UnsupportedBackend",
          rule.path(),
          "path " + rule.path() + " names a resource backend; only Services can be served");
    }
    if (regex && !isExpression(rule.path())) {
      return;
    }
    Route.Match match =
        switch (rule.pathType()) {
          case EXACT -> Route.Match.EXACT;
          case PREFIX, IMPLEMENTATION_SPECIFIC -> Route.Match.PREFIX;
        };
    add(rule.host(), rule.path(), match, rule.backend());
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

  private void add(
      String host, String path, Route.Match match, Optional<Ingress.BackendReference> reference) {
    Optional<BackendKey> backend =
        reference.map(
            named -> new BackendKey(ingress.key().namespace(), named.service(), named.port()));
    backend.ifPresent(backends::add);
    boolean secured = ingress.tls().stream().anyMatch(tls -> covers(tls, host));
    Location location = new Location(ingress.key(), host, path, match, secured, backend, config);
    hosts
        .computeIfAbsent(host, ignored -> new ArrayList<>())
        .add(new Route<>(path, match, location));
  }

  private static boolean covers(Ingress.Tls tls, String host) {
    return tls.hosts().contains(host)
        || tls.hosts().contains("*." + host.substring(host.indexOf('.') + 1));
  }
}
