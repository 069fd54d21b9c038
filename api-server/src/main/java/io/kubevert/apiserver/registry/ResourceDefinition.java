package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.schema.JavaSchema;
import io.kubevert.apiserver.schema.Schema;
import io.kubevert.apiserver.table.Column;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Set;

/**
 * Everything the server knows about one resource.
 *
 * @param type where it lives; the version is the storage version
 * @param singular its name for one object, as in {@code pod}
 * @param shortNames as in {@code po}
 * @param categories as in {@code all}
 * @param schema its fields
 * @param strategy what differs from other kinds
 * @param columns what {@code kubectl get} shows
 * @param subresources as in {@code status}, {@code scale}, {@code log}
 */
public record ResourceDefinition(
    ResourceType type,
    String singular,
    List<String> shortNames,
    List<String> categories,
    Schema schema,
    Strategy strategy,
    List<Column> columns,
    Set<String> subresources) {

  /**
   * A resource whose fields are those of a Java type.
   *
   * @param model the type
   */
  public ResourceDefinition(
      ResourceType type,
      String singular,
      List<String> shortNames,
      List<String> categories,
      Class<?> model,
      Strategy strategy,
      List<Column> columns,
      Set<String> subresources) {
    this(
        type,
        singular,
        shortNames,
        categories,
        new JavaSchema(model),
        strategy,
        columns,
        subresources);
  }

  public ResourceDefinition {
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    columns = List.copyOf(columns);
    subresources = Set.copyOf(subresources);
  }

  /**
   * Checks that a body does not say that it is something else.
   *
   * @throws io.kubevert.apiserver.status.StatusException if it does
   */
  public void requireOwn(ObjectNode object) {
    Bodies.identify(object, this);
  }

  public boolean hasStatus() {
    return subresources.contains("status");
  }
}
