package io.kubevert.apiserver.authorization;

import static io.kubevert.apiserver.authorization.Rule.on;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The roles for users that an administrator binds: view, edit and admin. */
final class UserRoles {
  private static final String[] READ = {"get", "list", "watch"};
  private static final String[] CHANGE = {
    "create", "delete", "deletecollection", "patch", "update"
  };
  private static final String[] EVERYTHING = {
    "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"
  };
  private static final String[] CORE = {
    "configmaps",
    "endpoints",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "replicationcontrollers/scale",
    "serviceaccounts",
    "services"
  };
  private static final String[] APPS = {
    "daemonsets",
    "deployments",
    "deployments/scale",
    "replicasets",
    "replicasets/scale",
    "statefulsets",
    "statefulsets/scale"
  };

  private static final List<Rule> VIEW =
      List.of(
          on("", CORE).allow(READ),
          on("", "bindings", "events", "limitranges", "namespaces", "resourcequotas").allow(READ),
          on("", "pods/log", "pods/status", "services/status").allow(READ),
          on("apps", APPS).allow(READ),
          on("apps", "controllerrevisions").allow(READ),
          on("batch", "cronjobs", "jobs").allow(READ),
          on("discovery.k8s.io", "endpointslices").allow(READ),
          on("events.k8s.io", "events").allow(READ),
          on("extensions", "ingresses").allow(READ),
          on("networking.k8s.io", "ingresses", "ingresses/status", "networkpolicies").allow(READ),
          on("policy", "poddisruptionbudgets").allow(READ));

  private static final List<Rule> EDIT =
      List.of(
          on("", "secrets").allow(EVERYTHING),
          on("", CORE).allow(CHANGE),
          on("", "events").allow("create", "patch", "update"),
          on("", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "services/proxy")
              .allow(EVERYTHING),
          on("", "pods/eviction", "serviceaccounts/token").allow("create"),
          on("", "serviceaccounts").allow("impersonate"),
          on("apps", APPS).allow(CHANGE),
          on("batch", "cronjobs", "jobs").allow(CHANGE),
          on("coordination.k8s.io", "leases").allow(EVERYTHING),
          on("extensions", "ingresses").allow(CHANGE),
          on("networking.k8s.io", "ingresses", "networkpolicies").allow(CHANGE),
          on("policy", "poddisruptionbudgets").allow(CHANGE));

  private static final List<Rule> ADMIN =
      List.of(
          on("authorization.k8s.io", "localsubjectaccessreviews").allow("create"),
          on("rbac.authorization.k8s.io", "rolebindings", "roles").allow(EVERYTHING));

  static final List<BootstrapRole> ALL =
      List.of(
          BootstrapRole.unbound("view", VIEW),
          BootstrapRole.unbound("edit", both(VIEW, EDIT)),
          BootstrapRole.unbound("admin", both(both(VIEW, EDIT), ADMIN)));

  /** The roles that take in what is labelled for them, each with the role that takes it in. */
  static final Map<String, String> AGGREGATED =
      Map.of("view", "edit", "edit", "admin", "admin", "");

  private UserRoles() {}

  private static List<Rule> both(List<Rule> some, List<Rule> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }
}
