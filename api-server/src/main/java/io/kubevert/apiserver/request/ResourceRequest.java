package io.kubevert.apiserver.request;

import io.kubevert.apiserver.authentication.User;
import java.util.Map;

/**
 * A request about a resource, from whatever front end.
 *
 * @param user who is known and allowed to make it
 * @param contentType of the body, without parameters; empty without a body
 * @param body not to be changed
 */
public record ResourceRequest(
    RequestInfo info, User user, Map<String, String> query, String contentType, byte[] body) {

  public ResourceRequest {
    query = Map.copyOf(query);
  }
}
