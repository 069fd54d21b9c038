package io.kubevert.apiserver.kinds.core;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import java.util.Set;

/** ServiceAccounts. */
public final class ServiceAccounts {
  private ServiceAccounts() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.SERVICE_ACCOUNTS,
        "serviceaccount",
        List.of("sa"),
        List.of(),
        ServiceAccount.class,
        Strategy.PLAIN,
        List.of(
            Column.objectName(),
            Column.number(
                "Secrets",
                "How many Secrets the account lists.",
                account -> account.path("secrets").size()),
            Column.age()),
        Set.of("token"));
  }
}
