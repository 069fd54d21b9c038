package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is asked of a server that has enough to do. */
class LimitsTest {
  private static final int MOST_WRITES = 200;
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  /** Writes that have begun and do not go on take all the room; reads have room of their own. */
  @Test
  void theNextWriteIsToldToComeAgain() throws Exception {
    HttpCalls calls = new HttpCalls(server);
    HttpClient client =
        server
            .bus()
            .createHttpClient(
                new HttpClientOptions().setSsl(true).setTrustOptions(HttpCalls.authority(server)),
                new PoolOptions().setHttp1MaxSize(MOST_WRITES));
    List<HttpClientRequest> begun = new ArrayList<>();
    for (int i = 0; i < MOST_WRITES; i++) {
      begun.add(RunningApiServer.await(begin(client)));
    }
    HttpCalls.Answer refused = calls.post(MAPS, "{metadata: {name: late}}");
    while (refused.code() == 201) {
      // The last of those that have begun may still be on its way.
      refused = calls.post(MAPS, "{metadata: {generateName: late-}}");
    }
    assertThat(refused.code()).isEqualTo(429);
    assertThat(refused.headers().get("Retry-After")).isEqualTo("1");
    assertThat(refused.body()).contains("Too many requests, please try again later.");
    assertThat(calls.get(MAPS).code()).isEqualTo(200);
    for (HttpClientRequest request : begun) {
      Future<Integer> code = request.response().map(HttpClientResponse::statusCode);
      request.end("{\"metadata\":{\"generateName\":\"begun-\"}}");
      assertThat(RunningApiServer.await(code)).isEqualTo(201);
    }
    assertThat(calls.post(MAPS, "{metadata: {name: now}}").code()).isEqualTo(201);
    RunningApiServer.await(client.close());
  }

  private static Future<HttpClientRequest> begin(HttpClient client) throws Exception {
    URI url = URI.create(server.url());
    RequestOptions options =
        new RequestOptions()
            .setHost(url.getHost())
            .setPort(url.getPort())
            .setMethod(HttpMethod.POST)
            .setURI(MAPS)
            .putHeader("Content-Type", "application/json")
            .putHeader("Authorization", "Bearer " + server.pki().token("admin"));
    return client
        .request(options)
        .compose(request -> request.setChunked(true).sendHead().map(request));
  }
}
