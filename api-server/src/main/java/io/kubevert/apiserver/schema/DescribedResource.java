package io.kubevert.apiserver.schema;

import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.client.resource.ResourceType;

/**
 * A resource as the OpenAPI documents have it.
 *
 * @param isKept whether its objects are kept, and have every verb; others are answered when they
 *     are created, as reviews are
 */
public record DescribedResource(ResourceDefinition definition, boolean isKept) {

  public static DescribedResource kept(ResourceDefinition definition) {
    return new DescribedResource(definition, true);
  }

  public static DescribedResource answered(ResourceDefinition definition) {
    return new DescribedResource(definition, false);
  }

  ResourceType type() {
    return definition.type();
  }

  void addTo(ModelSchemas schemas, OpenApiPaths paths) {
    schemas.add(definition);
    if (isKept) {
      schemas.addList(definition);
      paths.add(definition);
    } else {
      paths.addAnswered(definition);
    }
  }
}
