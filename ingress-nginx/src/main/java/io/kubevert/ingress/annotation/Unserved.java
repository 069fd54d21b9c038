package io.kubevert.ingress.annotation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What ingress-nginx has and Kubevert has not: each name of it that somebody wrote is told to them
 * with the reason, and with what to do instead where there is something.
 */
public final class Unserved {
  private static final String SNIPPET = "-snippet";

  /** Why, by what a name contains; a switch among them that is off asks for nothing. */
  private static final Map<String, String> REASONS = new LinkedHashMap<>();

  static {
    for (String tracing :
        new String[] {
          "opentelemetry", "otlp-", "otel-", "opentracing", "jaeger-", "zipkin-", "datadog-"
        }) {
      REASONS.put(
          tracing, "no spans are sent; the trace headers of clients are passed on to backends");
    }
    REASONS.put("rewrite-log", "what a path becomes is shown by /debug/routes and the access log");
    REASONS.put("geoip", "there is no data base of places here");
    REASONS.put("modsecurity", "there is no ModSecurity here");
    REASONS.put("owasp", "there is no ModSecurity here");
    REASONS.put("global-rate-limit", "limits hold for each controller by itself: see limit-rps");
    REASONS.put("lua-", "there is no Lua here");
    REASONS.put("plugins", "there is no Lua here");
    REASONS.put("fastcgi", "FastCGI is not spoken");
    REASONS.put("influxdb", "nothing is sent to InfluxDB; see /metrics");
    REASONS.put("http2-push", "browsers take no pushes any more");
    REASONS.put("syslog", "lines of the access log go to standard output, see --access-log");
    REASONS.put("bind-address", "the address is a flag, --bind-address");
    REASONS.put(
        "allow-cross-namespace",
        "Secrets and ConfigMaps are those of the Ingress's own namespace; copy what others need");
    REASONS.put("ssl-early-data", "what is sent before the handshake ends can be sent again");
    REASONS.put("ssl-dh-param", "there are no suites with DHE; those with ECDHE need none");
    REASONS.put("ssl-session-ticket-key", "each controller has keys of its own");
    REASONS.put(
        "escape-none", "it would let clients write lines of their own; see log-format-escape-json");
  }

  private Unserved() {}

  /** Names every value that nobody has asked for; to be called when all others have read theirs. */
  public static void name(Annotations values) {
    for (String name : values.names()) {
      if (name.endsWith(SNIPPET) && values.has(name)) {
        values.unserved("SnippetRefused", name, "snippets of nginx configuration are not run");
      }
    }
    for (String name : values.unread()) {
      Optional<String> reason = reason(name);
      if (reason.isEmpty() || !values.isOff(name)) {
        boolean firewall = reason.filter(text -> text.contains("ModSecurity")).isPresent();
        values.unserved(firewall ? "FirewallRefused" : "", name, reason.orElse(""));
      }
    }
  }

  private static Optional<String> reason(String name) {
    return REASONS.entrySet().stream()
        .filter(entry -> name.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
