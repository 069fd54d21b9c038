package io.kubevert.ingress.exchange;

import io.vertx.core.http.Cookie;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables of nginx that annotations may use, as in {@code $host} or {@code ${http_x_user}}.
 * They are looked up, never run; an unknown one is empty. In a text that is expanded, control
 * characters of a value are percent-escaped: a path may hold what would end a header's line.
 */
public final class Variables {
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");

  private Variables() {}

  /** Replaces every variable of a text. */
  public static String expand(String text, Exchange exchange) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    Matcher matcher = VARIABLE.matcher(text);
    return matcher.replaceAll(
        found -> {
          String name = found.group(1) == null ? found.group(2) : found.group(1);
          return Matcher.quoteReplacement(value(name, exchange).map(UriText::printable).orElse(""));
        });
  }

  /** The value of one; empty for one that has none, or is unknown. */
  public static Optional<String> value(String name, Exchange exchange) {
    return switch (name) {
      case "remote_addr", "binary_remote_addr", "the_real_ip" ->
          Optional.of(exchange.client().address());
      case "host", "best_http_host", "http_host" -> Optional.of(exchange.authority().host());
      case "request_uri" -> Optional.of(exchange.request().uri());
      case "uri", "document_uri" -> Optional.of(exchange.path());
      case "args", "query_string" -> Optional.ofNullable(exchange.request().query());
      case "request_method" -> Optional.of(exchange.request().method().name());
      case "scheme", "pass_access_scheme" -> Optional.of(exchange.client().scheme());
      case "server_port" -> Optional.of(Integer.toString(exchange.client().port()));
      case "req_id", "request_id" -> Optional.of(exchange.requestId());
      case "escaped_request_uri" -> Optional.of(UriText.escape(exchange.request().uri()));
      default -> prefixed(name, exchange);
    };
  }

  private static Optional<String> prefixed(String name, Exchange exchange) {
    if (name.startsWith("http_")) {
      String header = name.substring("http_".length()).replace('_', '-');
      return Optional.ofNullable(exchange.request().getHeader(header));
    }
    if (name.startsWith("cookie_")) {
      Cookie cookie = exchange.request().getCookie(name.substring("cookie_".length()));
      return Optional.ofNullable(cookie).map(Cookie::getValue);
    }
    if (name.startsWith("arg_")) {
      return argument(name.substring("arg_".length()), exchange.request().query());
    }
    return Optional.empty();
  }

  /** As it stands in the query, still escaped. */
  private static Optional<String> argument(String name, String query) {
    return query == null
        ? Optional.empty()
        : Arrays.stream(query.split("&"))
            .map(pair -> pair.split("=", 2))
            .filter(pair -> pair.length == 2 && pair[0].equalsIgnoreCase(name))
            .map(pair -> pair[1])
            .findFirst();
  }
}
