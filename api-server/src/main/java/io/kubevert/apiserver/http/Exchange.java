package io.kubevert.apiserver.http;

import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.registry.ListBody;
import io.kubevert.apiserver.request.RequestBody;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.status.Status;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * One HTTP request, known and allowed, and its response.
 *
 * @param query the first value of each query parameter
 */
record Exchange(HttpServerRequest request, User user, RequestInfo info, Map<String, String> query) {
  private static final int BODY_LIMIT = 3 << 20;
  private static final int AGENT_LENGTH = 128;
  private static final Buffer NO_BODY = Buffer.buffer();
  private static final int GZIP_FROM = 128 << 10;
  private static final int GZIP_BUFFER = 8 << 10;

  static Map<String, String> query(HttpServerRequest request) {
    Map<String, String> query = new LinkedHashMap<>();
    request
        .params()
        .forEach(parameter -> query.putIfAbsent(parameter.getKey(), parameter.getValue()));
    return query;
  }

  HttpServerResponse response() {
    return request.response();
  }

  String header(String name) {
    return request.getHeader(name);
  }

  /** The program that makes the request, by the first word of its {@code User-Agent}. */
  String agent() {
    String header = header("User-Agent");
    String name = header == null ? "" : header.split("/", 2)[0].strip();
    return name.isEmpty() ? "unknown" : name.substring(0, Math.min(name.length(), AGENT_LENGTH));
  }

  /** The media type of the body, without its parameters. */
  String contentType() {
    String header = header("Content-Type");
    return header == null ? "" : header.split(";", 2)[0].strip();
  }

  /**
   * Reads the body, up to a size. Called before anything that takes time.
   *
   * @param limit how long it may take
   */
  Future<Buffer> body(Duration limit) {
    if (request.isEnded()) {
      return Future.succeededFuture(NO_BODY);
    }
    Buffer body = Buffer.buffer();
    Promise<Buffer> promise = Promise.promise();
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > BODY_LIMIT) {
            promise.tryFail(new StatusException(Statuses.tooLarge(BODY_LIMIT)));
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.exceptionHandler(promise::tryFail);
    request.endHandler(_ -> promise.tryComplete(body));
    return promise
        .future()
        .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof TimeoutException
                        ? new StatusException(Statuses.requestTimeout())
                        : failure));
  }

  void warn(List<String> warnings) {
    warnings.forEach(
        warning ->
            response()
                .headers()
                .add(
                    "Warning",
                    "299 - \"" + warning.replace("\\", "\\\\").replace("\"", "\\\"") + "\""));
  }

  void send(ApiResponse answer, Representation representation) {
    byte[] body = representation.yaml() ? RequestBody.toYaml(answer.body()) : answer.body();
    send(answer.code(), representation.contentType(), body);
  }

  void send(Status status) {
    if (response().headWritten()) {
      request.connection().close();
      return;
    }
    if (status.details().retryAfterSeconds() > 0) {
      response().putHeader("Retry-After", Integer.toString(status.details().retryAfterSeconds()));
    }
    send(status.code(), "application/json", Json.bytes(status.toJson()));
  }

  void text(int code, String text) {
    response().putHeader("X-Content-Type-Options", "nosniff");
    send(code, "text/plain; charset=utf-8", text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  void send(int code, String contentType, byte[] body) {
    if (!begin(code, contentType)) {
      return;
    }
    if (body.length > GZIP_FROM && acceptsGzip()) {
      endCompressed(out -> out.write(body));
    } else {
      response().end(Buffer.buffer(body));
    }
  }

  /** Sends a list as plain JSON, a large one as fast as the client reads it. */
  void send(ListBody list) {
    long length = list.length();
    if (length <= GZIP_FROM) {
      send(200, "application/json", list.bytes());
    } else if (begin(200, "application/json")) {
      if (acceptsGzip()) {
        endCompressed(list::writeTo);
      } else {
        response().putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        new PiecewiseBody(Vertx.currentContext(), response(), list.chunks()).send();
      }
    }
  }

  /** Whether there is somebody to answer still; sets what every answer has. */
  private boolean begin(int code, String contentType) {
    HttpServerResponse response = response();
    if (response.ended() || response.closed()) {
      return false;
    }
    response.setStatusCode(code);
    response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    if (!response.headers().contains(HttpHeaders.CACHE_CONTROL)) {
      response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, private");
    }
    return true;
  }

  /** What a body is written by. */
  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Compressing a large answer takes longer than an event loop may. */
  private void endCompressed(Content content) {
    response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    response().putHeader(HttpHeaders.VARY, "Accept-Encoding");
    Vertx.currentContext()
        .executeBlocking(() -> gzip(content), false)
        .onComplete(
            sent -> {
              if (!response().closed()) {
                response().end(sent);
              }
            },
            failure -> request.connection().close());
  }

  private boolean acceptsGzip() {
    String accepted = header("Accept-Encoding");
    return accepted != null && accepted.contains("gzip");
  }

  private static Buffer gzip(Content content) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(GZIP_FROM);
    try (OutputStream gzip = new FastGzip(compressed)) {
      content.writeTo(gzip);
    }
    return Buffer.buffer(compressed.toByteArray());
  }

  /** Compresses as Kubernetes does: fast, not small. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, GZIP_BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
