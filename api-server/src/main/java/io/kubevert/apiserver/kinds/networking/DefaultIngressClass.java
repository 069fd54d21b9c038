package io.kubevert.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Comparator;

/** Admission of new Ingresses: the class of those that name none. */
public final class DefaultIngressClass {
  private static final String DEFAULT = "ingressclass.kubernetes.io/is-default-class";
  private static final String CLASS = "kubernetes.io/ingress.class";
  private static final Comparator<JsonNode> NEWEST_FIRST =
      Comparator.comparing(DefaultIngressClass::created)
          .reversed()
          .thenComparing(DefaultIngressClass::name);

  private DefaultIngressClass() {}

  /**
   * Gives the Ingress the cluster's default class, unless it names a class. Of several defaults the
   * newest one counts.
   *
   * @param classes every IngressClass
   */
  public static void apply(ObjectNode ingress, Collection<? extends JsonNode> classes) {
    boolean annotated = ingress.path("metadata").path("annotations").hasNonNull(CLASS);
    if (annotated || ingress.path("spec").hasNonNull("ingressClassName")) {
      return;
    }
    classes.stream()
        .filter(DefaultIngressClass::isDefault)
        .min(NEWEST_FIRST)
        .ifPresent(chosen -> ingress.withObject("/spec").put("ingressClassName", name(chosen)));
  }

  private static boolean isDefault(JsonNode ingressClass) {
    return ingressClass.path("metadata").path("annotations").path(DEFAULT).asText().equals("true");
  }

  private static String created(JsonNode object) {
    return object.path("metadata").path("creationTimestamp").asText("");
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText("");
  }
}
