package io.kubevert.apiserver.kinds.core;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Set;

/** LimitRanges. */
public final class LimitRanges {
  private LimitRanges() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        new ResourceType("", "v1", "LimitRange", "limitranges", true),
        "limitrange",
        List.of("limits"),
        List.of(),
        LimitRange.class,
        Strategy.PLAIN,
        List.of(Column.objectName(), Column.createdAt()),
        Set.of());
  }
}
