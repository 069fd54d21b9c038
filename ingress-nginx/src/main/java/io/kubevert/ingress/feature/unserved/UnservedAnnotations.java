package io.kubevert.ingress.feature.unserved;

import io.kubevert.ingress.annotation.Annotations;
import java.util.List;

/** Names every annotation that no feature has read. */
public final class UnservedAnnotations {
  private static final List<String> FIREWALL = List.of("modsecurity", "owasp");

  private UnservedAnnotations() {}

  /** To be called when all features have read theirs. */
  public static void name(Annotations annotations) {
    for (String name : annotations.unread()) {
      if (FIREWALL.stream().anyMatch(name::contains)) {
        annotations.problem(
            "FirewallRefused",
            name,
            "annotation " + name + " is refused and has no effect: there is no ModSecurity here");
      } else {
        annotations.problem(
            "UnsupportedAnnotation",
            name,
            "annotation " + name + " is not served and has no effect");
      }
    }
  }
}
