package io.kubevert.coredns.plugin.forward;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Questions over HTTPS (RFC 8484), by HTTP/2 where the server speaks it. The identifier is always
 * 0, so that caches on the way see the same question. Belongs to one context.
 */
final class HttpsExchange implements Exchange {
  private static final String PATH = "/dns-query";
  private static final String TYPE = "application/dns-message";
  private static final int LARGEST_MESSAGE = 65_535;
  private static final int OK = 200;

  private final HttpClient client;
  private final RequestOptions target;
  private final Duration timeout;
  private final Consumer<Boolean> used;
  private final Set<HttpConnection> known = new HashSet<>();

  /**
   * @param target where to, and by which method
   * @param used told of each question whether it found a connection to use again
   */
  HttpsExchange(
      Vertx vertx,
      RequestOptions target,
      HttpClientOptions options,
      Duration timeout,
      Consumer<Boolean> used) {
    this.client = vertx.createHttpClient(options);
    this.target = target;
    this.timeout = timeout;
    this.used = used;
  }

  @Override
  public Future<byte[]> ask(byte[] question) {
    Exchange.identify(question, 0);
    return client
        .request(options(question))
        .compose(
            request -> {
              note(request.connection());
              return send(request, question)
                  .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                  .onFailure(failure -> request.reset());
            })
        .recover(HttpsExchange::failed);
  }

  private RequestOptions options(byte[] question) {
    RequestOptions options =
        new RequestOptions(target)
            .setConnectTimeout(timeout.toMillis())
            .putHeader("accept", TYPE)
            .setURI(PATH);
    return target.getMethod().equals(HttpMethod.GET)
        ? options.setURI(
            PATH + "?dns=" + Base64.getUrlEncoder().withoutPadding().encodeToString(question))
        : options.putHeader("content-type", TYPE);
  }

  private void note(HttpConnection connection) {
    boolean fresh = known.add(connection);
    used.accept(!fresh);
    if (fresh) {
      connection.closeHandler(closed -> known.remove(connection));
    }
  }

  private static Future<byte[]> send(HttpClientRequest request, byte[] question) {
    boolean get = request.getMethod().equals(HttpMethod.GET);
    return (get ? request.send() : request.send(Buffer.buffer(question)))
        .compose(HttpsExchange::read);
  }

  /** No more than a message can have, however much the server sends. */
  private static Future<byte[]> read(HttpClientResponse response) {
    if (response.statusCode() != OK || !TYPE.equals(response.getHeader("content-type"))) {
      return Future.failedFuture(
          new UpstreamException(
              "answered by HTTP with " + response.statusCode() + ", and no " + TYPE));
    }
    Buffer body = Buffer.buffer();
    response.handler(
        part -> {
          if (body.length() + part.length() > LARGEST_MESSAGE) {
            response.request().reset();
          } else {
            body.appendBuffer(part);
          }
        });
    return response.end().compose(whole -> checked(body.getBytes()));
  }

  private static Future<byte[]> checked(byte[] answer) {
    return Exchange.identifier(answer) == 0
        ? Future.succeededFuture(answer)
        : Future.failedFuture(new UpstreamException("an answer with another identifier"));
  }

  private static Future<byte[]> failed(Throwable failure) {
    return Future.failedFuture(
        failure instanceof UpstreamException
            ? failure
            : new UpstreamException("no answer over HTTPS: " + failure.getMessage(), failure));
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }
}
