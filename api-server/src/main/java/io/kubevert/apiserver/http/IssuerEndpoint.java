package io.kubevert.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.serviceaccount.IssuerDocuments;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;

/** Serves what others check the tokens of ServiceAccounts by. */
record IssuerEndpoint(IssuerDocuments documents, String serverAddress) {

  /**
   * @throws StatusException if there is nothing at the path
   */
  void answer(Exchange exchange) {
    switch (exchange.info().path()) {
      case "/.well-known/openid-configuration" ->
          send(exchange, "application/json", documents.configuration(serverAddress));
      case "/openid/v1/jwks" -> send(exchange, "application/jwk-set+json", documents.keys());
      default -> throw new StatusException(Statuses.noSuchPath());
    }
  }

  private static void send(Exchange exchange, String contentType, ObjectNode document) {
    exchange.response().putHeader("Cache-Control", "public, max-age=3600");
    exchange.send(200, contentType, Json.bytes(document));
  }
}
