package io.kubevert.apiserver.authentication;

import java.util.List;

/** Somebody who sends requests. */
public record User(String name, List<String> groups) {
  public static final User ANONYMOUS =
      new User("system:anonymous", List.of("system:unauthenticated"));
  private static final String AUTHENTICATED = "system:authenticated";

  public User {
    groups = List.copyOf(groups);
  }

  /** Somebody known, who belongs to the group of all such. */
  public static User authenticated(String name, List<String> groups) {
    return new User(
        name,
        java.util.stream.Stream.concat(groups.stream(), java.util.stream.Stream.of(AUTHENTICATED))
            .toList());
  }

  public boolean isIn(String group) {
    return groups.contains(group);
  }
}
