package io.kubevert.ingress.feature.snippet;

import io.kubevert.ingress.annotation.Annotations;

/**
 * Refuses snippets of nginx configuration: there is no nginx here to read them, and they let
 * whoever writes an Ingress read every Secret of the cluster (CVE-2021-25742).
 */
public final class SnippetRefusal {

  private SnippetRefusal() {}

  /** Notes every snippet among the annotations. */
  public static void check(Annotations annotations) {
    for (String name : annotations.names()) {
      if (name.endsWith("-snippet") && annotations.has(name)) {
        annotations.problem(
            "SnippetRefused",
            name,
            "annotation "
                + name
                + " is refused and has no effect: snippets of nginx configuration are not run");
      }
    }
  }
}
