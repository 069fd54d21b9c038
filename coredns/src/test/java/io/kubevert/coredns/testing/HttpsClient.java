package io.kubevert.coredns.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.Message;

/** Asks over HTTPS by one version of HTTP, as RFC 8484 says or as a test wants it. */
public final class HttpsClient implements AutoCloseable {
  public static final String TYPE = "application/dns-message";
  private static final String PATH = "/dns-query";

  private final HttpClient client;
  private final int port;

  /** What came. */
  public record Reply(HttpVersion version, int status, MultiMap headers, Buffer body) {
    public Message message() throws IOException {
      assertThat(headers.get("content-type")).isEqualTo(TYPE);
      return new Message(body.getBytes());
    }
  }

  /**
   * @param authority a PEM file with who signed the server's certificate
   */
  public HttpsClient(Vertx vertx, HttpVersion version, Path authority, int port) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(version)
                .setUseAlpn(true)
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions().addCertPath(authority.toString())));
    this.port = port;
  }

  public Reply get(byte[] question) throws Exception {
    return await(send(HttpMethod.GET, pathOf(question), "", Buffer.buffer()));
  }

  public Reply post(byte[] question) throws Exception {
    return post(TYPE, question);
  }

  public Reply post(String type, byte[] question) throws Exception {
    return await(send(HttpMethod.POST, PATH, type, Buffer.buffer(question)));
  }

  /** Where a question is asked by GET. */
  public static String pathOf(byte[] question) {
    return PATH + "?dns=" + Base64.getUrlEncoder().withoutPadding().encodeToString(question);
  }

  /** Waits, on any thread but an event loop. */
  public static Reply await(Future<Reply> reply) throws Exception {
    return reply.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /**
   * @param type of the content; empty for none
   */
  public Future<Reply> send(HttpMethod method, String path, String type, Buffer content) {
    RequestOptions options =
        new RequestOptions().setHost("127.0.0.1").setPort(port).setMethod(method).setURI(path);
    if (!type.isEmpty()) {
      options.putHeader("content-type", type);
    }
    return client
        .request(options)
        .compose(request -> request.send(content).compose(HttpsClient::whole));
  }

  private static Future<Reply> whole(HttpClientResponse response) {
    return response
        .body()
        .map(
            body -> new Reply(response.version(), response.statusCode(), response.headers(), body));
  }

  @Override
  public void close() {
    client.close();
  }
}
