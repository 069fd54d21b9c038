package io.kubevert.apiserver.schema;

import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.client.resource.ResourceType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Kubernetes' own names of schemas, as in {@code io.k8s.api.core.v1.Pod}. */
final class SchemaNames {
  private static final String MODEL = "io.fabric8.kubernetes.api.model";
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final Set<String> META_TYPES =
      Set.of(
          "Condition",
          "DeleteOptions",
          "LabelSelector",
          "LabelSelectorRequirement",
          "ListMeta",
          "ManagedFieldsEntry",
          "ObjectMeta",
          "OwnerReference",
          "Preconditions",
          "Status");

  private SchemaNames() {}

  static String of(ResourceDefinition definition) {
    return switch (definition.schema()) {
      case JavaSchema java -> of(java.model());
      case StructuralSchema _ -> custom(definition.type());
    };
  }

  /** The group backwards, as packages are named: {@code com.example.stable.v1.CronTab}. */
  private static String custom(ResourceType type) {
    List<String> group = Arrays.asList(type.group().split("\\.")).reversed();
    return String.join(".", group) + "." + type.version() + "." + type.kind();
  }

  static String of(Class<?> model) {
    String name = model.getSimpleName();
    if (META_TYPES.contains(name)) {
      return META + name;
    }
    String group = model.getPackageName().substring(MODEL.length());
    if (group.isEmpty()) {
      return "io.k8s.api.core.v1." + name;
    }
    boolean versioned = group.matches(".*\\.v[0-9][a-z0-9]*");
    return "io.k8s.api" + group + (versioned ? "." : ".v1.") + name;
  }
}
