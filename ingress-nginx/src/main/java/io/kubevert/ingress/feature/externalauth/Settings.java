package io.kubevert.ingress.feature.externalauth;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.option.HeaderOptions;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code auth-} annotations about an authentication server.
 *
 * @param url nginx' variables in it are replaced
 * @param method instead of GET
 * @param signIn where clients are sent that the server answers 401 for
 * @param redirectParameter of that URL, for where they wanted to go
 * @param responseHeaders of the server's answer that the backend gets
 * @param requestRedirect told to the server as what the client wants
 * @param cacheKey requests that are alike in it are judged alike
 * @param cacheDurations how long, by the status of the server's answer
 * @param alwaysSetCookie whether its cookies are set with the backend's errors, too
 */
record Settings(
    String url,
    HttpMethod method,
    Optional<String> signIn,
    String redirectParameter,
    List<String> responseHeaders,
    Optional<String> requestRedirect,
    Optional<String> cacheKey,
    Map<Integer, Duration> cacheDurations,
    boolean alwaysSetCookie) {
  private static final String CACHE_DURATIONS = "200 202 401 5m";
  private static final Pattern CACHE_DURATION =
      Pattern.compile("((?:[1-5]\\d\\d\\s+)+)(\\d{1,6}[smhd]?)");

  /** Reads them; empty when there is no server that can be asked. */
  static Optional<Settings> read(Annotations annotations) {
    Optional<String> url = annotations.parsed("auth-url", Settings::url, "an http or https URL");
    Settings settings =
        new Settings(
            url.orElse(""),
            annotations
                .parsed("auth-method", Settings::method, "a method in capital letters")
                .orElse(HttpMethod.GET),
            annotations.parsed("auth-signin", Settings::url, "an http or https URL"),
            annotations
                .parsed(
                    "auth-signin-redirect-param",
                    text -> text.matches("[\\w.-]{1,64}") ? Optional.of(text) : Optional.empty(),
                    "the name of a parameter")
                .orElse("rd"),
            annotations.list("auth-response-headers").stream()
                .filter(name -> HeaderOptions.isHeader(name, ""))
                .toList(),
            annotations.headerText("auth-request-redirect"),
            annotations.headerText("auth-cache-key"),
            annotations
                .parsed(
                    "auth-cache-duration",
                    Settings::durations,
                    "a list of statuses and a time, such as " + CACHE_DURATIONS)
                .or(() -> durations(CACHE_DURATIONS))
                .orElseThrow(),
            annotations.flag("auth-always-set-cookie", false));
    annotations.number("auth-keepalive", 0, 100_000);
    annotations.number("auth-keepalive-requests", 0, 1_000_000_000);
    annotations.time("auth-keepalive-timeout", Duration.ZERO);
    annotations.flag("auth-keepalive-share-vars", false);
    return url.map(known -> settings);
  }

  private static Optional<String> url(String text) {
    return text.matches("https?://[\\x21-\\x7e]+") ? Optional.of(text) : Optional.empty();
  }

  private static Optional<HttpMethod> method(String text) {
    return text.matches("[A-Z]{1,16}") ? Optional.of(HttpMethod.valueOf(text)) : Optional.empty();
  }

  private static Optional<Map<Integer, Duration>> durations(String text) {
    Map<Integer, Duration> durations = new HashMap<>();
    for (String part : text.split(",")) {
      Matcher matcher = CACHE_DURATION.matcher(part.strip());
      if (!matcher.matches()) {
        return Optional.empty();
      }
      Duration duration = Annotations.duration(matcher.group(2)).orElseThrow();
      for (String status : matcher.group(1).strip().split("\\s+")) {
        durations.put(Integer.valueOf(status), duration);
      }
    }
    return Optional.of(Map.copyOf(durations));
  }
}
