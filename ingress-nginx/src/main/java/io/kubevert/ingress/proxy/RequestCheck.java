package io.kubevert.ingress.proxy;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Refuses what two readers could take for two things, before anything else looks at it: request
 * smuggling lives on such a difference between a proxy and what is behind or before it.
 *
 * <p>The decoder has already refused what breaks the grammar (RFC 9112), and of {@code
 * Content-Length} beside {@code Transfer-Encoding} keeps only the latter, as section 6.3 asks for.
 */
final class RequestCheck {
  private static final int BAD_REQUEST = 400;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int NOT_IMPLEMENTED = 501;

  private RequestCheck() {}

  /** The status that a request is refused with; empty when it may pass. */
  static OptionalInt refusal(HttpServerRequest request) {
    HttpMethod method = request.method();
    if (method == HttpMethod.CONNECT || method == HttpMethod.TRACE) {
      return OptionalInt.of(METHOD_NOT_ALLOWED);
    }
    if (request.authority() == null || request.path() == null) {
      return OptionalInt.of(BAD_REQUEST);
    }
    return request.version() == HttpVersion.HTTP_2 ? binary(request) : text(request);
  }

  private static OptionalInt text(HttpServerRequest request) {
    if (request.headers().getAll(HttpHeaders.HOST).size() > 1 || namesTwoHosts(request)) {
      return OptionalInt.of(BAD_REQUEST);
    }
    if (!request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
      return OptionalInt.empty();
    }
    List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
    if (request.version() == HttpVersion.HTTP_1_0) {
      return OptionalInt.of(BAD_REQUEST);
    }
    boolean chunked = codings.size() == 1 && codings.getFirst().strip().equalsIgnoreCase("chunked");
    return chunked ? OptionalInt.empty() : OptionalInt.of(NOT_IMPLEMENTED);
  }

  /** A URI in absolute form must not name another host than the header (RFC 9112, 3.2.2). */
  private static boolean namesTwoHosts(HttpServerRequest request) {
    String uri = request.uri();
    if (uri.startsWith("/")) {
      return false;
    }
    int from = uri.indexOf("://");
    if (from < 0) {
      return false;
    }
    int to = uri.indexOf('/', from + 3);
    String named = uri.substring(from + 3, to < 0 ? uri.length() : to);
    return !named.equalsIgnoreCase(request.getHeader(HttpHeaders.HOST));
  }

  private static OptionalInt binary(HttpServerRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    if (host != null && !host.equalsIgnoreCase(request.authority().toString())) {
      return OptionalInt.of(BAD_REQUEST);
    }
    for (Map.Entry<String, String> header : request.headers()) {
      if (!isName(header.getKey()) || isBroken(header.getValue())) {
        return OptionalInt.of(BAD_REQUEST);
      }
    }
    boolean web = "https".equals(request.scheme()) || "http".equals(request.scheme());
    return web && isTarget(request.uri()) ? OptionalInt.empty() : OptionalInt.of(BAD_REQUEST);
  }

  /** HTTP/2 can carry in a value what would end a line of HTTP/1.1 (RFC 9113, 10.3). */
  private static boolean isBroken(String value) {
    for (int i = 0; i < value.length(); i++) {
      char letter = value.charAt(i);
      if (letter == '\r' || letter == '\n' || letter == 0) {
        return true;
      }
    }
    return false;
  }

  /** And in a name what would end it there (RFC 9110, 5.6.2); of capitals the decoder knows. */
  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      boolean usual = letter >= 'a' && letter <= 'z' || letter == '-';
      if (!usual
          && (letter <= ' ' || letter >= 0x7f || "\"(),/:;<=>?@[\\]{}".indexOf(letter) >= 0)) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** And in a path what would end a request line. */
  private static boolean isTarget(String uri) {
    for (int i = 0; i < uri.length(); i++) {
      if (uri.charAt(i) <= ' ' || uri.charAt(i) == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
