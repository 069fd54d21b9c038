package io.kubevert.apiserver.authentication;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Somebody who sends requests.
 *
 * @param uid empty for those who have none
 * @param extra what else is known of somebody, as the pod that a token is of
 */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  public static final User ANONYMOUS =
      new User("system:anonymous", List.of("system:unauthenticated"));
  private static final String AUTHENTICATED = "system:authenticated";

  public User {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  public User(String name, List<String> groups) {
    this(name, "", groups, Map.of());
  }

  /** Somebody known, who belongs to the group of all such. */
  public static User authenticated(String name, List<String> groups) {
    return new User(
        name, Stream.concat(groups.stream(), Stream.of(AUTHENTICATED)).distinct().toList());
  }

  /** The same user, of whom more is known. */
  public User with(String itsUid, Map<String, List<String>> more) {
    return new User(name, itsUid, groups, more);
  }

  public boolean isIn(String group) {
    return groups.contains(group);
  }
}
