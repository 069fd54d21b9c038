package io.kubevert.apiserver.request;

import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.registry.WriteOptions;
import java.util.Map;

/**
 * A request about a resource, from whatever front end.
 *
 * @param user who is known and allowed to make it
 * @param agent the program that makes it, which owns the fields that it writes
 * @param contentType of the body, without parameters; empty without a body
 * @param body not to be changed
 */
public record ResourceRequest(
    RequestInfo info,
    User user,
    String agent,
    Map<String, String> query,
    String contentType,
    byte[] body) {

  public ResourceRequest {
    query = Map.copyOf(query);
  }

  WriteOptions writeOptions() {
    return WriteOptions.of(query, agent);
  }
}
