package io.kubevert.apiserver.kinds.rbac;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Set;

/** RoleBindings. */
public final class RoleBindings implements Strategy {
  private RoleBindings() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        new ResourceType("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", true),
        "rolebinding",
        List.of(),
        List.of(),
        RoleBinding.class,
        new RoleBindings(),
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
    Bindings.validate(binding, true, errors);
  }

  @Override
  public void validateUpdate(ObjectNode binding, ObjectNode old, FieldErrors errors) {
    Bindings.requireSameRole(binding, old, errors);
  }
}
