package io.kubevert.apiserver.registry;

import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a list goes on.
 *
 * @param revision the revision of the list; 0 for the newest, when consistency was given up
 * @param start the first key of the next page, below the list's own prefix
 */
record ContinueToken(long revision, String start) {

  String encode() {
    String text = revision + " " + start;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws StatusException if the token is none of ours
   */
  static ContinueToken decode(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      String[] parts = text.split(" ", 2);
      return new ContinueToken(Long.parseLong(parts[0]), parts[1]);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new StatusException(
          Statuses.badRequest("continue key is not valid: it was not made by this server"));
    }
  }
}
