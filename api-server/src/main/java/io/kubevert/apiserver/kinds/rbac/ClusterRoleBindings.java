package io.kubevert.apiserver.kinds.rbac;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Set;

/** ClusterRoleBindings. */
public final class ClusterRoleBindings implements Strategy {
  private ClusterRoleBindings() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        new ResourceType(
            "rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", false),
        "clusterrolebinding",
        List.of(),
        List.of(),
        ClusterRoleBinding.class,
        new ClusterRoleBindings(),
        Bindings.COLUMNS,
        Set.of());
  }

  @Override
  public List<String> nameFaults(String name) {
    return Names.pathSegment(name);
  }

  @Override
  public void setDefaults(ObjectNode binding) {
    Bindings.setDefaults(binding);
  }

  @Override
  public void validate(ObjectNode binding, FieldErrors errors) {
    Bindings.validate(binding, false, errors);
  }

  @Override
  public void validateUpdate(ObjectNode binding, ObjectNode old, FieldErrors errors) {
    Bindings.requireSameRole(binding, old, errors);
  }
}
