package io.kubevert.nodeagent.probe;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;

/**
 * Asks a server for its health by the gRPC Health Checking Protocol, {@code grpc.health.v1}, over
 * HTTP/2 without TLS.
 *
 * <p>Its two messages have one field each, so they are read and written here byte by byte.
 */
final class GrpcHealth {
  private static final String METHOD = "/grpc.health.v1.Health/Check";
  private static final int FRAME_HEADER_BYTES = 5;
  private static final int SERVICE_FIELD = 1 << 3 | 2;
  private static final int STATUS_FIELD = 1 << 3;
  private static final int SERVING = 1;
  private static final int NOT_SERVING = 2;
  private static final int MORE = 0x80;

  private final HttpClient http;

  GrpcHealth(Vertx vertx) {
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setKeepAlive(false)
                .setHttp2KeepAliveTimeout(1));
  }

  /**
   * Asks once.
   *
   * @param service which of the server's services; empty for the server itself
   * @param limitMillis how long all of it may take
   */
  Future<ProbeAction.Result> check(String host, int port, String service, long limitMillis) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(host)
            .setPort(port)
            .setURI(METHOD)
            .setConnectTimeout(limitMillis)
            .setTimeout(limitMillis)
            .putHeader("content-type", "application/grpc")
            .putHeader("te", "trailers")
            .putHeader("user-agent", NetworkProbe.USER_AGENT);
    return http.request(options)
        .compose(
            request ->
                request
                    .send(question(service))
                    .compose(response -> response.body().map(body -> answer(response, body)))
                    .eventually(() -> request.connection().close()));
  }

  private static Buffer question(String service) {
    Buffer message = Buffer.buffer();
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    if (name.length > 0) {
      message.appendByte((byte) SERVICE_FIELD);
      int rest = name.length;
      for (; rest >= MORE; rest >>>= 7) {
        message.appendByte((byte) (rest | MORE));
      }
      message.appendByte((byte) rest).appendBytes(name);
    }
    return Buffer.buffer().appendByte((byte) 0).appendInt(message.length()).appendBuffer(message);
  }

  private static ProbeAction.Result answer(HttpClientResponse response, Buffer body) {
    if (response.statusCode() != 200) {
      return ProbeAction.Result.failure("HTTP status " + response.statusCode() + ", not gRPC");
    }
    String code = response.getTrailer("grpc-status");
    if (code == null) {
      // A server that has nothing to say but an error sends it in the header.
      code = response.getHeader("grpc-status");
    }
    if (!"0".equals(code)) {
      return ProbeAction.Result.failure("gRPC status " + code);
    }
    return switch (status(body)) {
      case SERVING -> ProbeAction.Result.SUCCESS;
      case NOT_SERVING -> unhealthy("NOT_SERVING");
      default -> unhealthy("UNKNOWN");
    };
  }

  private static ProbeAction.Result unhealthy(String status) {
    return ProbeAction.Result.failure("service unhealthy (responded with \"" + status + "\")");
  }

  /** The status field; an absent one is 0, as for every field of the format. */
  private static int status(Buffer body) {
    boolean present =
        body.length() >= FRAME_HEADER_BYTES + 2
            && body.getByte(0) == 0
            && body.getByte(FRAME_HEADER_BYTES) == STATUS_FIELD;
    return present ? body.getByte(FRAME_HEADER_BYTES + 1) : 0;
  }
}
