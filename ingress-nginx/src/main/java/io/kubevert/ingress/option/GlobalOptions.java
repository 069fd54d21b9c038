package io.kubevert.ingress.option;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The options of all Ingresses.
 *
 * @param annotationDefaults what an annotation of that name says where an Ingress does not
 * @param plainPaths whether paths of the types {@code Exact} and {@code Prefix} may not have
 *     letters of expressions ({@code strict-validate-path-type})
 * @param globalAuth the {@code auth-} annotations that guard every Ingress, by name; empty for none
 * @param noAuthLocations paths that these do not guard
 * @param noTlsRedirectLocations paths that are never sent to TLS
 */
public record GlobalOptions(
    Map<String, String> annotationDefaults,
    ListenerOptions listeners,
    UpstreamOptions upstreams,
    ForwardedHeaders forwardedHeaders,
    StrictTransportSecurity strictTransportSecurity,
    AccessLogging accessLogging,
    Compression compression,
    RequestHeaders requestHeaders,
    HeaderOptions headers,
    Blocking blocking,
    StatusCodes statusCodes,
    boolean plainPaths,
    Map<String, String> globalAuth,
    List<String> noAuthLocations,
    List<String> noTlsRedirectLocations) {

  /** What holds without a ConfigMap. */
  public static final GlobalOptions DEFAULTS =
      OptionReader.read(Map.of(), key -> Optional.empty(), false).options();

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
        compression,
        requestHeaders,
        headers,
        blocking,
        statusCodes,
        plainPaths,
        globalAuth,
        noAuthLocations,
        noTlsRedirectLocations);
  }
}
