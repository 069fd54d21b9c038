package io.kubevert.ingress.option;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.annotation.Problem;
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
          "proxy-connect-timeout",
          "proxy-cookie-domain",
          "proxy-cookie-path",
          "proxy-http-version",
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
          "whitelist-source-range");

  /** Options about how nginx does its work: nothing here is set by them, and nobody misses it. */
  private static final Set<String> WITHOUT_MEANING =
      Set.of(
          "annotation-value-word-blocklist",
          "error-log-level",
          "error-log-path",
          "access-log-path",
          "max-worker-connections",
          "max-worker-open-files",
          "reuse-port",
          "server-name-hash-bucket-size",
          "server-name-hash-max-size",
          "server-tokens",
          "ssl-session-cache",
          "ssl-session-cache-size",
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
   * @param passthrough what the controller's flag says, which no ConfigMap can
   */
  public static Reading read(
      Map<String, String> data,
      Function<ObjectKey, Optional<ConfigMap>> configMaps,
      boolean passthrough) {
    Annotations values = new Annotations("option", data, Map.of());
    Set<ObjectKey> referenced = new HashSet<>();
    Map<String, String> defaults = new HashMap<>();
    ANNOTATION_DEFAULTS.forEach(
        name -> values.text(name).ifPresent(text -> defaults.put(name, text)));
    GlobalOptions options =
        new GlobalOptions(
            Map.copyOf(defaults),
            ListenerOptions.read(values, passthrough),
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
            StatusCodes.read(values),
            values.flag("strict-validate-path-type", true),
            globalAuth(values, data),
            locations(values, "no-auth-locations"),
            locations(values, "no-tls-redirect-locations"));
    refuseSnippets(values);
    nameUnread(values);
    return new Reading(options, Set.copyOf(referenced), values.problems());
  }

  private static Map<String, String> globalAuth(Annotations values, Map<String, String> data) {
    Map<String, String> auth = new HashMap<>();
    for (String name : data.keySet()) {
      if (name.startsWith(GLOBAL + "auth-")) {
        values.text(name).ifPresent(text -> auth.put(name.substring(GLOBAL.length()), text));
      }
    }
    return Map.copyOf(auth);
  }

  private static List<String> locations(Annotations values, String name) {
    return values.text(name).isPresent() ? values.list(name) : List.of(ACME);
  }

  private static void refuseSnippets(Annotations values) {
    boolean asked = values.flag("allow-snippet-annotations", false);
    values.text("annotations-risk-level");
    if (asked) {
      values.problem(
          "SnippetRefused",
          "allow-snippet-annotations",
          "option allow-snippet-annotations has no effect: snippets of nginx configuration are not"
              + " run");
    }
  }

  private static void nameUnread(Annotations values) {
    for (String name : values.unread()) {
      if (!WITHOUT_MEANING.contains(name)) {
        values.problem(
            "UnsupportedOption", name, "option " + name + " is not served and has no effect");
      }
    }
  }
}
