package io.kubevert.ingress.watch;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An IngressClass.
 *
 * @param isDefault whether Ingresses that name no class belong to it
 */
public record IngressClass(String name, String controller, boolean isDefault) {
  private static final String DEFAULT = "ingressclass.kubernetes.io/is-default-class";

  /** Reads what the API server sends. */
  public static IngressClass of(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return new IngressClass(
        metadata.path("name").asText(),
        object.path("spec").path("controller").asText(),
        metadata.path("annotations").path(DEFAULT).asText("").equals("true"));
  }
}
