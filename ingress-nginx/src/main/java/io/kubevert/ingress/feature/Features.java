package io.kubevert.ingress.feature;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.exchange.LocationConfig;
import io.kubevert.ingress.feature.access.AddressFilter;
import io.kubevert.ingress.feature.auth.BasicAuth;
import io.kubevert.ingress.feature.balancing.BalancingAnnotations;
import io.kubevert.ingress.feature.body.BodySizeLimit;
import io.kubevert.ingress.feature.cors.CorsFilter;
import io.kubevert.ingress.feature.hsts.HstsFilter;
import io.kubevert.ingress.feature.limit.ConnectionLimit;
import io.kubevert.ingress.feature.limit.RateLimit;
import io.kubevert.ingress.feature.redirect.AppRoot;
import io.kubevert.ingress.feature.redirect.SslRedirect;
import io.kubevert.ingress.feature.redirect.UrlRedirect;
import io.kubevert.ingress.feature.rewrite.RewriteTarget;
import io.kubevert.ingress.feature.snippet.SnippetRefusal;
import io.kubevert.ingress.feature.unsupported.UnsupportedAnnotations;
import io.kubevert.ingress.feature.upstream.UpstreamAnnotations;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Every feature, in the order in which a request meets them. */
public final class Features {
  private static final List<Function<IngressScope, Optional<Filter>>> FILTERS =
      List.of(
          scope -> Optional.of(new HstsFilter()),
          scope -> SslRedirect.read(scope.annotations()),
          scope -> UrlRedirect.read(scope.annotations()),
          scope -> AppRoot.read(scope.annotations()),
          scope -> CorsFilter.read(scope.annotations()),
          scope -> BodySizeLimit.read(scope.annotations()),
          scope -> ConnectionLimit.read(scope.annotations()),
          scope -> RateLimit.perMinute(scope.annotations()),
          scope -> RateLimit.perSecond(scope.annotations()),
          scope -> AddressFilter.read(scope.annotations()),
          scope -> UnsupportedAnnotations.read(scope.annotations()),
          BasicAuth::read,
          scope -> RewriteTarget.read(scope.annotations()));

  private Features() {}

  /** Reads all annotations of an Ingress. */
  public static LocationConfig configure(IngressScope scope) {
    SnippetRefusal.check(scope.annotations());
    List<Filter> filters =
        FILTERS.stream().flatMap(feature -> feature.apply(scope).stream()).toList();
    return new LocationConfig(
        filters,
        UpstreamAnnotations.read(scope.annotations()),
        BalancingAnnotations.read(scope.annotations()),
        List.of());
  }

  /** Whether the Ingress makes regular expressions of the paths of its hosts. */
  public static boolean usesRegex(Annotations annotations) {
    return annotations.flag("use-regex", false) || annotations.text("rewrite-target").isPresent();
  }
}
