package io.kubevert.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.Map;

/**
 * Requests to a server as they go over the wire, by its administrator unless they say otherwise.
 */
final class HttpCalls {
  private final RunningApiServer server;
  private final HttpClient client;

  HttpCalls(RunningApiServer server) {
    this.server = server;
    this.client =
        server
            .bus()
            .createHttpClient(
                new HttpClientOptions().setSsl(true).setTrustOptions(authority(server)));
  }

  /** What was answered. */
  record Answer(int code, MultiMap headers, String body) {
    JsonNode json() {
      return Json.parse(body.getBytes(UTF_8));
    }
  }

  static PemTrustOptions authority(RunningApiServer server) {
    return new PemTrustOptions().addCertPath(server.pki().caCertificate().toString());
  }

  Answer get(String path) throws Exception {
    return get(path, Map.of());
  }

  Answer get(String path, Map<String, String> headers) throws Exception {
    return send(HttpMethod.GET, path, headers, "");
  }

  Answer post(String path, String body) throws Exception {
    return send(HttpMethod.POST, path, Map.of("Content-Type", "application/yaml"), body);
  }

  Answer put(String path, String body) throws Exception {
    return send(HttpMethod.PUT, path, Map.of("Content-Type", "application/yaml"), body);
  }

  /**
   * @param type the media type without its {@code application/}
   */
  Answer patch(String path, String type, String body) throws Exception {
    return send(HttpMethod.PATCH, path, Map.of("Content-Type", "application/" + type), body);
  }

  Answer delete(String path, String body) throws Exception {
    return send(HttpMethod.DELETE, path, Map.of(), body);
  }

  Answer send(HttpMethod method, String path, Map<String, String> headers, String body)
      throws Exception {
    return send(method, path, headers, Buffer.buffer(body));
  }

  Answer send(HttpMethod method, String path, Map<String, String> headers, Buffer body)
      throws Exception {
    URI url = URI.create(server.url());
    RequestOptions options =
        new RequestOptions()
            .setHost(url.getHost())
            .setPort(url.getPort())
            .setMethod(method)
            .setURI(path)
            .putHeader("Authorization", "Bearer " + server.pki().token("admin"));
    headers.forEach(options::putHeader);
    return RunningApiServer.await(
        client.request(options).compose(request -> request.send(body).compose(HttpCalls::answer)));
  }

  /**
   * Asked for on the response's own context: a body that comes before somebody wants it is dropped.
   */
  private static Future<Answer> answer(HttpClientResponse response) {
    return response
        .body()
        .map(bytes -> new Answer(response.statusCode(), response.headers(), bytes.toString()));
  }
}
