package io.kubevert.apiserver.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.pki.ClusterPki;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;

/** Speaks with the nodes' agents over HTTPS; each side proves by a certificate who it is. */
public final class KubeletClient {
  private static final int CONNECTIONS = 1_000;
  private static final int CONNECT_MILLIS = 5_000;

  private final HttpClient client;

  public KubeletClient(Vertx vertx, ClusterPki pki) {
    Path credentials = pki.of("apiserver-kubelet-client");
    this.client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setSsl(true)
                    .setConnectTimeout(CONNECT_MILLIS)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .setCertPath(credentials.resolve("tls.crt").toString())
                            .setKeyPath(credentials.resolve("tls.key").toString()))
                    .setTrustOptions(
                        new PemTrustOptions().addCertPath(pki.caCertificate().toString())))
            .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS))
            .build();
  }

  /**
   * Opens a request to a node's agent.
   *
   * @param node the Node object
   * @param uri path and query
   * @return fails with a {@link StatusException} when the agent cannot be reached
   */
  public Future<HttpClientRequest> request(JsonNode node, HttpMethod method, String uri) {
    try {
      NodeAddress address = NodeAddress.of(node);
      return client
          .request(
              new RequestOptions()
                  .setServer(SocketAddress.inetSocketAddress(address.port(), address.host()))
                  .setHost(address.node())
                  .setPort(address.port())
                  .setSsl(true)
                  .setMethod(method)
                  .setURI(uri))
          .recover(
              failure ->
                  StatusException.refused(
                      Statuses.internal("error dialing backend: " + failure.getMessage())));
    } catch (StatusException e) {
      return Future.failedFuture(e);
    }
  }

  public Future<Void> close() {
    return client.close();
  }
}
