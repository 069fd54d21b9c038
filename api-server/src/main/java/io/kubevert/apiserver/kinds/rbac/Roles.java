package io.kubevert.apiserver.kinds.rbac;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Set;

/** Roles. */
public final class Roles implements Strategy {
  private Roles() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        new ResourceType("rbac.authorization.k8s.io", "v1", "Role", "roles", true),
        "role",
        List.of(),
        List.of(),
        Role.class,
        new Roles(),
        List.of(Column.objectName(), Column.createdAt()),
        Set.of());
  }

  @Override
  public List<String> nameFaults(String name) {
    return Names.pathSegment(name);
  }

  @Override
  public void validate(ObjectNode role, FieldErrors errors) {
    PolicyRules.validate(role.path("rules"), true, errors);
  }
}
