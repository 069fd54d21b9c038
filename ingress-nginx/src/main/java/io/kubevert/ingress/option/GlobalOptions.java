package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.IngressPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The options of all Ingresses.
 *
 * @param annotationDefaults what an annotation of that name says where an Ingress does not
 * @param policy what an Ingress may say
 * @param globalAuth the {@code auth-} annotations that guard every Ingress, by name; empty for none
 * @param noAuthLocations paths that these do not guard
 */
public record GlobalOptions(
    Map<String, String> annotationDefaults,
    ListenerOptions listeners,
    UpstreamOptions upstreams,
    ForwardedHeaders forwardedHeaders,
    StrictTransportSecurity strictTransportSecurity,
    AccessLogging accessLogging,
    List<Compression> compressions,
    RequestHeaders requestHeaders,
    HeaderOptions headers,
    Blocking blocking,
    RedirectOptions redirects,
    LimitOptions limits,
    IngressPolicy policy,
    Map<String, String> globalAuth,
    List<String> noAuthLocations) {

  /** What holds without a ConfigMap. */
  public static final GlobalOptions DEFAULTS =
      OptionReader.read(Map.of(), key -> Optional.empty(), ListenerFlags.NONE).options();

  /** The same without some of the defaults of annotations. */
  public GlobalOptions withoutDefaults(Set<String> names) {
    Map<String, String> rest = new HashMap<>(annotationDefaults);
    rest.keySet().removeAll(names);
    return new GlobalOptions(
        Map.copyOf(rest),
        listeners,
        upstreams,
        forwardedHeaders,
        strictTransportSecurity,
        accessLogging,
        compressions,
        requestHeaders,
        headers,
        blocking,
        redirects,
        limits,
        policy,
        globalAuth,
        noAuthLocations);
  }
}
