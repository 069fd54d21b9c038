package io.kubevert.ingress.feature.compression;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.option.Compression;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Compresses what backends answer, by the controller's {@code gzip} options (RFC 9110, 8.4). */
public record GzipFilter(Compression compression) implements Filter {
  private static final Set<Integer> STATUSES = Set.of(200, 403, 404);
  private static final Pattern ACCEPTED =
      Pattern.compile(
          "(?i)(?:^|,)\\s*(?:gzip|\\*)\\s*(?:;\\s*q=(?!0(?:\\.0*)?\\s*(?:,|$))[^,]*)?(?:,|$)");

  public static Optional<Filter> of(Compression compression) {
    return compression.enabled() ? Optional.of(new GzipFilter(compression)) : Optional.empty();
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    exchange
        .changes()
        .onBackendAnswer(
            () -> {
              if (isCompressed(exchange)) {
                compress(exchange);
              }
            });
    return PASS;
  }

  private boolean isCompressed(Exchange exchange) {
    MultiMap headers = exchange.response().headers();
    String type = headers.get("content-type");
    String length = headers.get("content-length");
    String accepted = exchange.request().getHeader("accept-encoding");
    return STATUSES.contains(exchange.response().getStatusCode())
        && exchange.request().version() != HttpVersion.HTTP_1_0
        && exchange.request().method() != HttpMethod.HEAD
        && !headers.contains("content-encoding")
        && type != null
        && compression.covers(type)
        && (length == null || Long.parseLong(length) >= compression.minLength())
        && accepted != null
        && ACCEPTED.matcher(accepted).find();
  }

  /** The compressed form is another representation: only a weak tag may name both. */
  private void compress(Exchange exchange) {
    MultiMap headers = exchange.response().headers();
    headers.remove("content-length").remove("accept-ranges");
    headers.set("content-encoding", "gzip").add("vary", "Accept-Encoding");
    String tag = headers.get("etag");
    if (tag != null && !tag.startsWith("W/")) {
      headers.set("etag", "W/" + tag);
    }
    exchange.changes().passBodyThrough(target -> new GzipStream(target, compression.level()));
  }
}
