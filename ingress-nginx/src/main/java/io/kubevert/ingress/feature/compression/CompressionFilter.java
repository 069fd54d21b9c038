package io.kubevert.ingress.feature.compression;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.option.Compression;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compresses what backends answer, by the controller's options, for clients that understand it (RFC
 * 9110, 8.4).
 *
 * @param codings of several that a client understands, the first is taken
 */
public record CompressionFilter(List<Compression> codings) implements Filter {
  private static final Set<Integer> STATUSES = Set.of(200, 403, 404);

  public static Optional<Filter> of(List<Compression> codings) {
    return codings.isEmpty() ? Optional.empty() : Optional.of(new CompressionFilter(codings));
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    exchange
        .changes()
        .onBackendAnswer(
            () -> {
              if (isCompressible(exchange)) {
                codings.stream()
                    .filter(coding -> isAskedFor(coding, exchange))
                    .findFirst()
                    .ifPresent(coding -> compress(exchange, coding));
              }
            });
    return PASS;
  }

  private static boolean isCompressible(Exchange exchange) {
    MultiMap headers = exchange.response().headers();
    return STATUSES.contains(exchange.response().getStatusCode())
        && exchange.request().version() != HttpVersion.HTTP_1_0
        && exchange.request().method() != HttpMethod.HEAD
        && !headers.contains("content-encoding")
        && headers.contains("content-type");
  }

  private static boolean isAskedFor(Compression coding, Exchange exchange) {
    MultiMap headers = exchange.response().headers();
    String length = headers.get("content-length");
    return coding.covers(headers.get("content-type"))
        && (length == null || Long.parseLong(length) >= coding.minLength())
        && coding.isFor(asked(exchange, "accept-encoding"), asked(exchange, "user-agent"));
  }

  private static String asked(Exchange exchange, String header) {
    return exchange.request().headers().contains(header)
        ? exchange.request().getHeader(header)
        : "";
  }

  /** The compressed form is another representation: only a weak tag may name both. */
  private static void compress(Exchange exchange, Compression coding) {
    MultiMap headers = exchange.response().headers();
    headers.remove("content-length").remove("accept-ranges");
    headers.set("content-encoding", coding.name()).add("vary", "Accept-Encoding");
    String tag = headers.get("etag");
    if (tag != null && !tag.startsWith("W/")) {
      headers.set("etag", "W/" + tag);
    }
    ContentEncoder encoder =
        switch (coding.kind()) {
          case BROTLI -> new BrotliEncoder(coding.level());
          case GZIP -> new GzipEncoder(coding.level());
        };
    exchange.changes().passBodyThrough(target -> new EncodedStream(target, encoder));
    exchange.changes().onEnd(encoder::close);
  }
}
