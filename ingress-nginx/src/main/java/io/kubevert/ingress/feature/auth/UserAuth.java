package io.kubevert.ingress.feature.auth;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.feature.IngressScope;
import io.kubevert.ingress.feature.access.Guard;
import io.kubevert.ingress.watch.Secret;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code auth-type} with {@code auth-secret}, {@code auth-secret-type} and {@code
 * auth-realm}. While the Secret cannot be used, everybody is answered 503.
 */
public final class UserAuth {
  private enum Type {
    BASIC,
    DIGEST
  }

  private UserAuth() {}

  public static Optional<Guard> read(IngressScope scope) {
    Annotations annotations = scope.annotations();
    if (annotations.text("auth-type").isEmpty()) {
      return Optional.empty();
    }
    Optional<Type> type =
        annotations.parsed("auth-type", UserAuth::type, "basic or digest; nobody is let in");
    Optional<Secret> secret =
        annotations.text("auth-secret").flatMap(name -> scope.secret("auth-secret", name));
    String realm = annotations.headerText("auth-realm").orElse("").replace("\"", "");
    if (type.isEmpty()) {
      return Optional.of(new Closed());
    }
    Map<String, String> users =
        secret.map(known -> UserList.read(annotations, known)).orElse(Map.of());
    Map<String, String> usable =
        switch (type.get()) {
          case BASIC -> BasicAuth.usable(annotations, users);
          case DIGEST -> DigestAuth.usable(annotations, users, realm);
        };
    if (usable.isEmpty()) {
      annotations.problem(
          "SecretUnusable",
          "auth-secret",
          "annotation auth-secret: there is no such Secret with users in it; requests are"
              + " answered 503");
      return Optional.of(new Closed());
    }
    return Optional.of(
        switch (type.get()) {
          case BASIC -> new BasicAuth(usable, realm);
          case DIGEST -> new DigestAuth(usable, realm);
        });
  }

  private static Optional<Type> type(String text) {
    return Arrays.stream(Type.values())
        .filter(type -> type.name().equalsIgnoreCase(text))
        .findAny();
  }
}
