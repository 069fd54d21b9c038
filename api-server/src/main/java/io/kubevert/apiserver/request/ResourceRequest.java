package io.kubevert.apiserver.request;

import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.registry.WriteOptions;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.FieldErrors;
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

  private static final int MANAGER_LENGTH = 128;

  public ResourceRequest {
    query = Map.copyOf(query);
  }

  /**
   * @throws StatusException if an option has a value that it cannot have
   */
  WriteOptions writeOptions() {
    requireManager();
    return WriteOptions.of(query, agent);
  }

  private void requireManager() {
    String manager = query.getOrDefault("fieldManager", "");
    FieldErrors errors = new FieldErrors();
    if (manager.length() > MANAGER_LENGTH) {
      errors.tooLong("fieldManager", MANAGER_LENGTH);
    }
    if (manager.codePoints().anyMatch(Character::isISOControl)) {
      errors.invalid("fieldManager", manager, "should only contain printable characters");
    }
    if (!errors.isEmpty()) {
      String kind =
          switch (info.verb()) {
            case "create" -> "CreateOptions";
            case "patch" -> "PatchOptions";
            default -> "UpdateOptions";
          };
      throw new StatusException(Statuses.invalidOptions(kind, errors));
    }
  }
}
