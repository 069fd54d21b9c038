package io.kubevert.apiserver.serviceaccount;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;

/** How others check this cluster's tokens (OpenID Connect Discovery 1.0, KEP-1393). */
public final class IssuerDocuments {
  private static final String KEYS_PATH = "/openid/v1/jwks";

  private final SigningKey key;

  IssuerDocuments(SigningKey key) {
    this.key = key;
  }

  /**
   * What is at {@code /.well-known/openid-configuration}.
   *
   * @param address host and port of this server
   */
  public ObjectNode configuration(String address) {
    ObjectNode configuration = Json.object();
    configuration.put("issuer", ServiceAccountTokens.ISSUER);
    configuration.put("jwks_uri", "https://" + address + KEYS_PATH);
    configuration.putArray("response_types_supported").add("id_token");
    configuration.putArray("subject_types_supported").add("public");
    configuration.putArray("id_token_signing_alg_values_supported").add(JsonWebToken.ALGORITHM);
    return configuration;
  }

  /** What is at {@code /openid/v1/jwks}: a JSON Web Key Set. */
  public ObjectNode keys() {
    ObjectNode keys = Json.object();
    keys.putArray("keys").add(key.jwk());
    return keys;
  }
}
