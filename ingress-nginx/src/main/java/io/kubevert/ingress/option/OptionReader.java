package io.kubevert.ingress.option;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.annotation.IngressPolicy;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.annotation.Unserved;
import io.kubevert.ingress.watch.ConfigMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the controller's ConfigMap. What cannot be read is named, and its default holds. */
public final class OptionReader {
  private static final String GLOBAL = "global-";
  private static final String ACME = "/.well-known/acme-challenge";

  /** Options that are the defaults of annotations of the same name. */
  private static final Set<String> ANNOTATION_DEFAULTS =
      Set.of(
          "client-body-buffer-size",
          "custom-http-errors",
          "denylist-source-range",
          "disable-proxy-intercept-errors",
          "force-ssl-redirect",
          "limit-rate",
          "limit-rate-after",
          "load-balance",
          "preserve-trailing-slash",
          "proxy-body-size",
          "proxy-buffer-size",
          "proxy-buffering",
          "proxy-buffers-number",
          "proxy-busy-buffers-size",
          "proxy-connect-timeout",
          "proxy-cookie-domain",
          "proxy-cookie-path",
          "proxy-http-version",
          "proxy-max-temp-file-size",
          "proxy-next-upstream",
          "proxy-next-upstream-timeout",
          "proxy-next-upstream-tries",
          "proxy-read-timeout",
          "proxy-redirect-from",
          "proxy-redirect-to",
          "proxy-request-buffering",
          "proxy-send-timeout",
          "service-upstream",
          "ssl-redirect",
          "use-port-in-redirects",
          "whitelist-source-range");

  /** Options about how nginx does its work: nothing here is set by them, and nobody misses it. */
  private static final Set<String> WITHOUT_MEANING =
      Set.of(
          "access-log-params",
          "access-log-path",
          "client-header-buffer-size",
          "debug-connections",
          "disable-ipv6",
          "proxy-ssl-location-only",
          "proxy-stream-responses",
          "disable-ipv6-dns",
          "enable-aio-write",
          "enable-multi-accept",
          "error-log-level",
          "error-log-path",
          "http-access-log-path",
          "http2-max-field-size",
          "http2-max-header-size",
          "lua-shared-dicts",
          "map-hash-bucket-size",
          "max-worker-connections",
          "max-worker-open-files",
          "nginx-status-ipv4-whitelist",
          "nginx-status-ipv6-whitelist",
          "proxy-headers-hash-bucket-size",
          "proxy-headers-hash-max-size",
          "reuse-port",
          "server-name-hash-bucket-size",
          "server-name-hash-max-size",
          "server-tokens",
          "ssl-buffer-size",
          "ssl-session-cache-size",
          "stream-access-log-path",
          "variables-hash-bucket-size",
          "variables-hash-max-size",
          "worker-cpu-affinity",
          "worker-processes",
          "worker-shutdown-timeout");

  private OptionReader() {}

  /**
   * What a ConfigMap says.
   *
   * @param referenced other ConfigMaps that it names
   */
  public record Reading(GlobalOptions options, Set<ObjectKey> referenced, List<Problem> problems) {}

  /**
   * Reads a ConfigMap's data.
   *
   * @param configMaps finds another ConfigMap that is known
   * @param flags what stands beside it
   */
  public static Reading read(
      Map<String, String> data,
      Function<ObjectKey, Optional<ConfigMap>> configMaps,
      ListenerFlags flags) {
    Annotations values = new Annotations("option", data, Map.of());
    Set<ObjectKey> referenced = new HashSet<>();
    Map<String, String> defaults = new HashMap<>();
    ANNOTATION_DEFAULTS.forEach(
        name -> values.text(name).ifPresent(text -> defaults.put(name, text)));
    GlobalOptions options =
        new GlobalOptions(
            Map.copyOf(defaults),
            ListenerOptions.read(values, flags),
            UpstreamOptions.read(values),
            ForwardedHeaders.read(values),
            StrictTransportSecurity.read(values),
            AccessLogging.read(values),
            Compression.read(values),
            RequestHeaders.read(values),
            HeaderOptions.read(
                values,
                key -> {
                  referenced.add(key);
                  return configMaps.apply(key);
                }),
            Blocking.read(values),
            RedirectOptions.read(values, locations(values, "no-tls-redirect-locations")),
            LimitOptions.read(values),
            IngressPolicy.read(values),
            globalAuth(values, data),
            locations(values, "no-auth-locations"));
    nameUnserved(values);
    return new Reading(options, Set.copyOf(referenced), values.problems());
  }

  private static Map<String, String> globalAuth(Annotations values, Map<String, String> data) {
    Map<String, String> auth = new HashMap<>();
    for (String name : data.keySet()) {
      if (name.startsWith(GLOBAL + "auth-") && !name.endsWith("-snippet")) {
        values.text(name).ifPresent(text -> auth.put(name.substring(GLOBAL.length()), text));
      }
    }
    return Map.copyOf(auth);
  }

  private static List<String> locations(Annotations values, String name) {
    return values.text(name).isPresent() ? values.list(name) : List.of(ACME);
  }

  private static void nameUnserved(Annotations values) {
    if (values.flag("allow-snippet-annotations", false)) {
      values.problem(
          "SnippetRefused",
          "allow-snippet-annotations",
          "option allow-snippet-annotations has no effect: snippets of nginx configuration are not"
              + " run");
    }
    WITHOUT_MEANING.forEach(values::has);
    Unserved.name(values);
  }
}
