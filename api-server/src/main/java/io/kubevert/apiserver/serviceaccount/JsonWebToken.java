package io.kubevert.apiserver.serviceaccount;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The compact form of signed claims (RFC 7519), of this cluster's key and its one algorithm. */
final class JsonWebToken {
  static final String ALGORITHM = "ES256";

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final int PARTS = 3;

  private JsonWebToken() {}

  static String encode(ObjectNode claims, SigningKey key) {
    ObjectNode header = Json.object().put("alg", ALGORITHM).put("kid", key.id());
    String content =
        ENCODER.encodeToString(Json.bytes(header))
            + "."
            + ENCODER.encodeToString(Json.bytes(claims));
    return content + "." + ENCODER.encodeToString(key.sign(bytes(content)));
  }

  /** The claims, if the key has signed them; nothing about them is checked. */
  static Optional<ObjectNode> decode(String token, SigningKey key) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != PARTS) {
      return Optional.empty();
    }
    try {
      ObjectNode header = Json.parse(DECODER.decode(parts[0]));
      boolean own =
          header.path("alg").asText().equals(ALGORITHM)
              && header.path("kid").asText().equals(key.id())
              && key.signed(bytes(parts[0] + "." + parts[1]), DECODER.decode(parts[2]));
      return own ? Optional.of(Json.parse(DECODER.decode(parts[1]))) : Optional.empty();
    } catch (IllegalArgumentException e) {
      // Neither base64 nor JSON: no token.
      return Optional.empty();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
