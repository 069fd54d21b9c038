package io.kubevert.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/** The wide columns of kinds that make pods from a template. */
public final class PodTemplateColumns {
  private PodTemplateColumns() {}

  /**
   * @param podSpec where the object keeps the pod's spec
   */
  public static Column containers(Function<JsonNode, JsonNode> podSpec) {
    return Column.wide(
        "Containers",
        "Names of each container in the template.",
        object -> Cells.join(podSpec.apply(object).path("containers"), "name"));
  }

  /**
   * @param podSpec where the object keeps the pod's spec
   */
  public static Column images(Function<JsonNode, JsonNode> podSpec) {
    return Column.wide(
        "Images",
        "Images referenced by each container in the template.",
        object -> Cells.join(podSpec.apply(object).path("containers"), "image"));
  }

  /** The selector in {@code spec.selector}. */
  public static Column selector() {
    return Column.wide(
        "Selector", "Selector", object -> Cells.selector(object.path("spec").path("selector")));
  }

  /** The pod's spec in {@code spec.template.spec}, where most kinds keep it. */
  public static JsonNode podSpec(JsonNode object) {
    return object.path("spec").path("template").path("spec");
  }
}
