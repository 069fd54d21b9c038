package io.kubevert.apiserver.http;

import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.request.RequestBody;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.status.Status;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * One HTTP request, known and allowed, and its response.
 *
 * @param query the first value of each query parameter
 */
record Exchange(HttpServerRequest request, User user, RequestInfo info, Map<String, String> query) {
  private static final int BODY_LIMIT = 3 << 20;
  private static final int AGENT_LENGTH = 128;
  private static final int GZIP_FROM = 128 << 10;

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

  /** Reads the body, up to the limit. Called before anything that takes time. */
  Future<Buffer> body() {
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
    return promise.future();
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
    HttpServerResponse response = response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(code);
    response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    if (!response.headers().contains(HttpHeaders.CACHE_CONTROL)) {
      response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, private");
    }
    byte[] sent = body;
    if (body.length > GZIP_FROM && acceptsGzip()) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
      response.putHeader(HttpHeaders.VARY, "Accept-Encoding");
      sent = gzip(body);
    }
    response.end(Buffer.buffer(sent));
  }

  private boolean acceptsGzip() {
    String accepted = header("Accept-Encoding");
    return accepted != null && accepted.contains("gzip");
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return compressed.toByteArray();
  }
}
