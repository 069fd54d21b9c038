package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.route.BoundedText;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code disable-access-log}, {@code enable-access-log-for-default-backend}, {@code
 * log-format-upstream}, {@code log-format-stream}, {@code log-format-escape-json} and {@code
 * skip-access-log-urls}.
 *
 * @param unrouted whether requests are logged that no rule takes
 * @param format a text with nginx' variables; empty for ingress-nginx's own
 * @param json whether values are escaped for JSON
 * @param streams whether connections of TCP and UDP services are logged
 * @param streamFormat the same for these
 * @param skipped expressions of URIs that are not logged
 */
public record AccessLogging(
    boolean enabled,
    boolean unrouted,
    Optional<String> format,
    boolean json,
    boolean streams,
    Optional<String> streamFormat,
    List<Pattern> skipped) {

  static AccessLogging read(Annotations values) {
    boolean all = !values.flag("disable-access-log", false);
    return new AccessLogging(
        !values.flag("disable-http-access-log", false) && all,
        values.flag("enable-access-log-for-default-backend", false),
        values.text("log-format-upstream"),
        values.flag("log-format-escape-json", false),
        !values.flag("disable-stream-access-log", false) && all,
        values.text("log-format-stream"),
        Expressions.read(values, "skip-access-log-urls"));
  }

  /** Whether a request of that URI is logged. */
  public boolean covers(String uri) {
    return enabled
        && skipped.stream().noneMatch(pattern -> BoundedText.find(pattern, uri).isPresent());
  }
}
