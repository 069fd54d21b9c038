package io.kubevert.ingress.feature.rewrite;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.route.BoundedText;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code rewrite-target}: the path that the backend is asked for, with {@code $1}, {@code $2} for
 * the groups of the rule's path. As in nginx, the query stays, and a path that the rule does not
 * match is left as it is.
 */
public final class RewriteTarget implements Filter {
  private static final Pattern GROUP = Pattern.compile("\\$(\\d)|\\$\\{(\\d)}");

  private final String target;
  private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();

  private RewriteTarget(String target) {
    this.target = target;
  }

  public static Optional<Filter> read(Annotations annotations) {
    return annotations.headerText("rewrite-target").map(RewriteTarget::new);
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    Pattern pattern =
        patterns.computeIfAbsent(
            exchange.location().path(), path -> Pattern.compile("(?i)" + path));
    BoundedText.find(pattern, exchange.path())
        .ifPresent(
            match -> {
              String query = exchange.request().query();
              String path = PathText.escape(replaceGroups(match));
              exchange.rewriteUri(query == null ? path : path + "?" + query);
            });
    return PASS;
  }

  private String replaceGroups(Matcher match) {
    String path =
        GROUP
            .matcher(target)
            .replaceAll(
                found -> {
                  String digit = found.group(1) == null ? found.group(2) : found.group(1);
                  int group = Integer.parseInt(digit);
                  String text = group <= match.groupCount() ? match.group(group) : null;
                  return Matcher.quoteReplacement(text == null ? "" : text);
                });
    return path.startsWith("/") ? path : "/" + path;
  }

  @Override
  public String toString() {
    return "RewriteTarget[" + target + "]";
  }
}
