package io.kubevert.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.resource.ResourceTypes;
import java.util.Collection;
import java.util.List;

/** Admission of new Ingresses: the class of those that name none. */
public final class DefaultIngressClass {
  private static final String DEFAULT = "ingressclass.kubernetes.io/is-default-class";
  private static final String CLASS = "kubernetes.io/ingress.class";

  private DefaultIngressClass() {}

  /**
   * Gives the Ingress the cluster's default class, unless it names a class.
   *
   * @param classes every IngressClass
   * @throws StatusException if there are several defaults, and so none
   */
  public static void apply(ObjectNode ingress, Collection<? extends JsonNode> classes) {
    boolean annotated = ingress.path("metadata").path("annotations").hasNonNull(CLASS);
    if (annotated || ingress.path("spec").hasNonNull("ingressClassName")) {
      return;
    }
    List<? extends JsonNode> defaults =
        classes.stream().filter(DefaultIngressClass::isDefault).toList();
    if (defaults.size() > 1) {
      throw new StatusException(
          Statuses.forbidden(
              ResourceTypes.INGRESSES,
              name(ingress),
              "Internal error occurred: "
                  + defaults.size()
                  + " default IngressClasses were found, only 1 allowed"));
    }
    defaults.forEach(chosen -> ingress.withObject("/spec").put("ingressClassName", name(chosen)));
  }

  private static boolean isDefault(JsonNode ingressClass) {
    return ingressClass.path("metadata").path("annotations").path(DEFAULT).asText().equals("true");
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText("");
  }
}
