package io.kubevert.apiserver.http;

import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The bearer token of a WebSocket's opening, which browsers can send in no other header than the
 * one that lists the protocols they speak.
 */
final class WebSocketToken {
  private static final String PROTOCOLS = "Sec-WebSocket-Protocol";
  private static final String PREFIX = "base64url.bearer.authorization.k8s.io.";

  private WebSocketToken() {}

  /**
   * Takes the token out of the headers, so that nobody behind the server sees it.
   *
   * @param headers of a request that is to become a WebSocket, or of any other
   * @return what {@code Authorization} would be; empty when there is no token
   * @throws StatusException if the token cannot be read, or stands where a protocol is wanted, too
   */
  static Optional<String> take(MultiMap headers) {
    if (!"websocket".equalsIgnoreCase(headers.get(HttpHeaders.UPGRADE))) {
      return Optional.empty();
    }
    List<String> tokens = new ArrayList<>();
    List<String> protocols = new ArrayList<>();
    for (String list : headers.getAll(PROTOCOLS)) {
      for (String each : list.split(",")) {
        String protocol = each.strip();
        if (protocol.startsWith(PREFIX)) {
          tokens.add(protocol.substring(PREFIX.length()));
        } else if (!protocol.isEmpty()) {
          protocols.add(protocol);
        }
      }
    }
    if (tokens.isEmpty()) {
      return Optional.empty();
    }
    if (tokens.size() > 1 || protocols.isEmpty()) {
      throw new StatusException(Statuses.unauthorized());
    }
    headers.set(PROTOCOLS, String.join(", ", protocols));
    return Optional.of("Bearer " + decoded(tokens.getFirst()));
  }

  private static String decoded(String token) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new StatusException(Statuses.unauthorized());
    }
  }
}
