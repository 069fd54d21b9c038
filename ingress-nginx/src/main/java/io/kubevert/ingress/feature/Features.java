package io.kubevert.ingress.feature;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.annotation.Unserved;
import io.kubevert.ingress.exchange.ErrorPages;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.exchange.LocationConfig;
import io.kubevert.ingress.feature.access.AddressGuard;
import io.kubevert.ingress.feature.access.BlockFilter;
import io.kubevert.ingress.feature.access.Guard;
import io.kubevert.ingress.feature.access.Guards;
import io.kubevert.ingress.feature.answer.ConnectionHeader;
import io.kubevert.ingress.feature.answer.CustomHeaders;
import io.kubevert.ingress.feature.answer.GlobalHeaders;
import io.kubevert.ingress.feature.answer.ProxyCookies;
import io.kubevert.ingress.feature.answer.ProxyRedirect;
import io.kubevert.ingress.feature.auth.UserAuth;
import io.kubevert.ingress.feature.balancing.BalancingAnnotations;
import io.kubevert.ingress.feature.body.BodySizeLimit;
import io.kubevert.ingress.feature.canary.CanaryAnnotations;
import io.kubevert.ingress.feature.canary.CanaryChoice;
import io.kubevert.ingress.feature.clientcert.ClientCertificate;
import io.kubevert.ingress.feature.compression.CompressionFilter;
import io.kubevert.ingress.feature.cors.CorsFilter;
import io.kubevert.ingress.feature.errorpage.ErrorPageAnnotations;
import io.kubevert.ingress.feature.externalauth.ExternalAuth;
import io.kubevert.ingress.feature.host.ServerAlias;
import io.kubevert.ingress.feature.hsts.HstsFilter;
import io.kubevert.ingress.feature.limit.ConnectionLimit;
import io.kubevert.ingress.feature.limit.RateLimit;
import io.kubevert.ingress.feature.mirror.Mirror;
import io.kubevert.ingress.feature.passthrough.SslPassthrough;
import io.kubevert.ingress.feature.rate.AnswerRate;
import io.kubevert.ingress.feature.redirect.AppRoot;
import io.kubevert.ingress.feature.redirect.SslRedirect;
import io.kubevert.ingress.feature.redirect.UrlRedirect;
import io.kubevert.ingress.feature.redirect.WwwRedirect;
import io.kubevert.ingress.feature.rewrite.RewriteTarget;
import io.kubevert.ingress.feature.upstream.BackendProtocol;
import io.kubevert.ingress.feature.upstream.BufferAnnotations;
import io.kubevert.ingress.feature.upstream.UpstreamAnnotations;
import io.kubevert.ingress.feature.upstream.UpstreamTlsAnnotations;
import io.kubevert.ingress.option.GlobalOptions;
import io.kubevert.ingress.tls.CipherPreference;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Every feature, in the order in which a request meets them. */
public final class Features {
  private static final List<Function<IngressScope, Optional<Filter>>> FILTERS =
      List.of(
          scope -> HstsFilter.of(scope.options().strictTransportSecurity()),
          scope -> GlobalHeaders.of(scope.options().headers()),
          scope -> BlockFilter.of(scope.options().blocking()),
          ClientCertificate::read,
          SslRedirect::read,
          scope -> UrlRedirect.read(scope.annotations()),
          scope -> AppRoot.read(scope.annotations()),
          scope -> CorsFilter.read(scope.annotations()),
          scope -> BodySizeLimit.read(scope.annotations()),
          ConnectionLimit::read,
          RateLimit::perMinute,
          RateLimit::perSecond,
          Features::guards,
          scope -> BackendProtocol.closed(scope.annotations()),
          UpstreamTlsAnnotations::closed,
          CustomHeaders::read,
          scope -> ConnectionHeader.read(scope.annotations()),
          scope -> ProxyRedirect.read(scope.annotations()),
          scope -> ProxyCookies.read(scope.annotations()),
          scope -> AnswerRate.read(scope.annotations()),
          scope -> CompressionFilter.of(scope.options().compressions()),
          scope -> RewriteTarget.read(scope.annotations()),
          Mirror::read,
          scope -> Optional.of(new CanaryChoice()));

  /** Those who judge whether a request may come in; {@code satisfy} says how they add up. */
  private static final List<Function<IngressScope, Optional<Guard>>> GUARDS =
      List.of(scope -> AddressGuard.read(scope.annotations()), UserAuth::read, ExternalAuth::read);

  private Features() {}

  /** Reads all annotations of an Ingress. */
  public static LocationConfig configure(IngressScope scope) {
    Annotations annotations = scope.annotations();
    List<Filter> filters =
        FILTERS.stream().flatMap(feature -> feature.apply(scope).stream()).toList();
    ErrorPages errorPages = ErrorPageAnnotations.read(scope);
    LocationConfig config =
        new LocationConfig(
            filters,
            UpstreamAnnotations.read(scope),
            BalancingAnnotations.read(annotations),
            scope.upstreams(),
            errorPages,
            CanaryAnnotations.read(annotations),
            ServerAlias.read(annotations),
            WwwRedirect.isAskedFor(annotations),
            SslPassthrough.read(scope),
            CipherPreference.read(annotations),
            annotations.flag("enable-access-log", true));
    BufferAnnotations.check(annotations);
    usesRegex(annotations);
    Unserved.name(annotations);
    return config;
  }

  private static Optional<Filter> guards(IngressScope scope) {
    return Guards.of(
        scope.annotations(),
        GUARDS.stream().flatMap(guard -> guard.apply(scope).stream()).toList());
  }

  /** What is wrong with the controller's own values for annotations. */
  public static List<Problem> check(GlobalOptions options) {
    IngressScope scope = IngressScope.ofOptions(options);
    configure(scope);
    return Stream.concat(
            scope.annotations().problems().stream(), ExternalAuth.check(options).stream())
        .toList();
  }

  /** Whether the Ingress makes regular expressions of the paths of its hosts. */
  public static boolean usesRegex(Annotations annotations) {
    boolean asked = annotations.flag("use-regex", false);
    return annotations.text("rewrite-target").isPresent() || asked;
  }
}
