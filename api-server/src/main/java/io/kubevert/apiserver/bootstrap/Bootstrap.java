package io.kubevert.apiserver.bootstrap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authorization.BootstrapPolicy;
import io.kubevert.apiserver.authorization.BootstrapRole;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.registry.WriteOptions;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiResponse;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the system's namespaces and roles, and the Service {@code kubernetes} with the server's
 * address behind it.
 */
public final class Bootstrap {
  static final String DEFAULT = "default";
  private static final String RBAC = "rbac.authorization.k8s.io";

  private final ResourceCatalog catalog;
  private final Registry registry;
  private final DefaultServiceCidr serviceCidr;
  private final String clusterIp;
  private final String advertiseAddress;

  /**
   * @param serviceCidrs where cluster IPs come from
   * @param clusterIp of the Service
   * @param advertiseAddress where pods reach the server
   */
  public Bootstrap(
      ResourceCatalog catalog,
      Registry registry,
      List<String> serviceCidrs,
      String clusterIp,
      String advertiseAddress) {
    this.serviceCidr = new DefaultServiceCidr(registry, catalog, serviceCidrs);
    this.catalog = catalog;
    this.registry = registry;
    this.clusterIp = clusterIp;
    this.advertiseAddress = advertiseAddress;
  }

  /** Makes what is missing and puts right what somebody changed. */
  public Future<Void> reconcile(int port) {
    ResourceDefinition namespaces = definition("", "namespaces");
    List<Future<Void>> made =
        SystemObjects.NAMESPACES.stream()
            .map(name -> keep(namespaces, "", SystemObjects.namespace(name), List.of()))
            .toList();
    return Future.all(made)
        .compose(_ -> keepRoles())
        .compose(_ -> serviceCidr.keep())
        .compose(
            _ ->
                keep(
                    definition("", "services"),
                    DEFAULT,
                    SystemObjects.service(clusterIp, port),
                    List.of()))
        .compose(
            _ ->
                keep(
                    definition("", "endpoints"),
                    DEFAULT,
                    SystemObjects.endpoints(advertiseAddress, port),
                    List.of("subsets")))
        .compose(
            _ ->
                keep(
                    definition("discovery.k8s.io", "endpointslices"),
                    DEFAULT,
                    SystemObjects.endpointSlice(advertiseAddress, port),
                    List.of("endpoints", "ports")));
  }

  /** Roles are made once; what an administrator changes of them stays. */
  private Future<Void> keepRoles() {
    ResourceDefinition roles = definition(RBAC, "clusterroles");
    ResourceDefinition bindings = definition(RBAC, "clusterrolebindings");
    List<Future<Void>> made = new ArrayList<>();
    for (BootstrapRole role : BootstrapPolicy.ROLES) {
      made.add(keep(roles, "", role.clusterRole(), List.of()));
      if (role.isBound()) {
        made.add(keep(bindings, "", role.clusterRoleBinding(), List.of()));
      }
    }
    return Future.all(made).mapEmpty();
  }

  /**
   * @param kept the fields that are put right when the object exists
   */
  private Future<Void> keep(
      ResourceDefinition definition, String namespace, ObjectNode wanted, List<String> kept) {
    Target target =
        new Target(definition, namespace, wanted.path("metadata").path("name").asText());
    return get(target)
        .compose(
            current -> {
              ObjectNode next = current.deepCopy();
              kept.forEach(field -> next.set(field, wanted.get(field)));
              return next.equals(current)
                  ? Future.<Void>succeededFuture()
                  : registry.update(target, next, WriteOptions.DEFAULT).<Void>mapEmpty();
            },
            failure ->
                failure instanceof StatusException refused && refused.status().code() == 404
                    ? registry
                        .create(definition, namespace, wanted, WriteOptions.DEFAULT)
                        .<Void>mapEmpty()
                    : Future.failedFuture(failure));
  }

  private Future<ObjectNode> get(Target target) {
    try {
      return registry.get(target).map(ApiResponse::body).map(Json::parse);
    } catch (StatusException e) {
      return Future.failedFuture(e);
    }
  }

  private ResourceDefinition definition(String group, String plural) {
    return catalog.find(group, "v1", plural).orElseThrow();
  }
}
