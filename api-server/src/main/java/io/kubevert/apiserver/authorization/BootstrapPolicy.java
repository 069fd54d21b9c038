package io.kubevert.apiserver.authorization;

import static io.kubevert.apiserver.authorization.BootstrapRole.ofGroups;
import static io.kubevert.apiserver.authorization.BootstrapRole.ofUser;
import static io.kubevert.apiserver.authorization.Rule.on;

import io.kubevert.apiserver.authentication.User;
import java.util.List;
import java.util.stream.Stream;

/** The roles that a cluster starts with, by the users and groups that have them. */
public final class BootstrapPolicy {
  private static final String APPS = "apps";
  private static final String COORDINATION = "coordination.k8s.io";
  private static final String DISCOVERY = "discovery.k8s.io";
  private static final String EVENTS = "events.k8s.io";
  private static final String NETWORKING = "networking.k8s.io";
  private static final String[] READ = {"get", "list", "watch"};
  private static final String[] WRITE = {"create", "update", "patch", "delete"};
  private static final String[] TELL = {"create", "patch", "update"};

  /** Parts that run outside a pod show themselves as one. */
  private static final Rule MIRROR_PODS =
      on("", "pods").allow("get", "create", "update", "patch", "delete");

  private static final Rule MIRROR_POD_STATUS = on("", "pods/status").allow("update", "patch");

  private static final Rule MIRROR_POD_LEASES =
      on(COORDINATION, "leases").allow("get", "create", "update", "patch", "delete");

  private static final List<Rule> PUBLIC =
      List.of(
          Rule.get(
              "/healthz",
              "/livez",
              "/readyz",
              "/healthz/*",
              "/livez/*",
              "/readyz/*",
              "/version",
              "/version/"));

  private static final List<Rule> DISCOVER =
      List.of(Rule.get("/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"));

  private static final List<Rule> ISSUER =
      List.of(
          Rule.get(
              "/.well-known/openid-configuration",
              "/.well-known/openid-configuration/",
              "/openid/v1/jwks",
              "/openid/v1/jwks/"));

  private static final List<Rule> NODE =
      List.of(
          on("", "nodes").allow("create", "get", "list", "watch", "update", "patch"),
          on("", "nodes/status").allow("update", "patch"),
          on("", "pods").allow("get", "list", "watch", "create", "delete"),
          on("", "pods/status").allow("update", "patch"),
          on("", "pods/eviction").allow("create"),
          on("", "services", "configmaps", "secrets", "namespaces").allow(READ),
          on("", "endpoints").allow("get"),
          on("", "serviceaccounts").allow("get"),
          on("", "serviceaccounts/token").allow("create"),
          on("", "events").allow(TELL),
          on(EVENTS, "events").allow(TELL),
          on(COORDINATION, "leases").allow("get", "create", "update", "patch", "delete"));

  private static final List<Rule> PROXY =
      List.of(
          on("", "services", "endpoints").allow("list", "watch"),
          // Load-balancer addresses: given by the proxy that leads, announced by those alive.
          on("", "services", "services/status").allow("patch"),
          on("", "namespaces").allow("list", "watch"),
          on("metallb.io", "ipaddresspools", "l2advertisements").allow("list", "watch"),
          on("metallb.io", "ipaddresspools/status").allow("patch"),
          on("metallb.io", "servicel2statuses").allow("list", "watch", "create", "delete"),
          on("metallb.io", "servicel2statuses/status").allow("patch"),
          on(COORDINATION, "leases").allow("list", "watch"),
          on("", "nodes").allow(READ),
          on(DISCOVERY, "endpointslices").allow("list", "watch"),
          on(NETWORKING, "servicecidrs").allow("list", "watch"),
          on("", "events").allow(TELL),
          on(EVENTS, "events").allow(TELL),
          MIRROR_PODS,
          MIRROR_POD_STATUS,
          MIRROR_POD_LEASES);

  private static final List<Rule> DNS =
      List.of(
          on("", "services", "endpoints", "pods", "namespaces").allow("list", "watch"),
          on("", "nodes").allow(READ),
          on(DISCOVERY, "endpointslices").allow("list", "watch"),
          MIRROR_PODS,
          MIRROR_POD_STATUS,
          MIRROR_POD_LEASES);

  private static final List<Rule> NODE_CACHE =
      List.of(
          on("", "services").allow(READ),
          on("", "nodes").allow(READ),
          on(DISCOVERY, "endpointslices").allow("list"),
          MIRROR_PODS,
          MIRROR_POD_STATUS,
          MIRROR_POD_LEASES);

  private static final List<Rule> INGRESS =
      List.of(
          on("", "configmaps", "endpoints", "nodes", "pods", "secrets", "namespaces", "services")
              .allow(READ),
          on("", "events").allow(TELL),
          on(NETWORKING, "ingresses", "ingressclasses").allow(READ),
          on(NETWORKING, "ingresses/status").allow("update", "patch"),
          on(DISCOVERY, "endpointslices").allow(READ),
          on(COORDINATION, "leases").allow("get", "list", "watch", "create", "update"),
          MIRROR_PODS,
          MIRROR_POD_STATUS,
          MIRROR_POD_LEASES);

  private static final List<Rule> SCHEDULER =
      List.of(
          on("", "nodes", "namespaces", "services", "replicationcontrollers").allow(READ),
          on("", "persistentvolumes", "persistentvolumeclaims").allow(READ),
          on("", "pods").allow("get", "list", "watch", "delete"),
          on("", "pods/binding", "bindings").allow("create"),
          on("", "pods/status").allow("update", "patch"),
          on(APPS, "replicasets", "statefulsets").allow(READ),
          on("policy", "poddisruptionbudgets").allow(READ),
          on("", "events").allow(TELL),
          on(EVENTS, "events").allow(TELL),
          on(COORDINATION, "leases").allow("get", "list", "watch", "create", "update"));

  private static final List<Rule> CONTROLLERS =
      List.of(
          // The garbage collector and the namespace controller deal with whatever there is.
          on("*", "*")
              .allow("get", "list", "watch", "delete", "deletecollection", "patch", "update"),
          on("", "pods", "endpoints", "events", "configmaps", "secrets", "serviceaccounts")
              .allow(WRITE),
          on("", "namespaces", "services", "persistentvolumeclaims").allow(WRITE),
          on("", "pods/binding", "pods/eviction", "serviceaccounts/token").allow("create"),
          on(DISCOVERY, "endpointslices").allow(WRITE),
          on(APPS, "deployments", "daemonsets", "replicasets", "controllerrevisions").allow(WRITE),
          on("batch", "jobs").allow(WRITE),
          on(NETWORKING, "ingressclasses").allow(WRITE),
          on(EVENTS, "events").allow(TELL),
          on(COORDINATION, "leases").allow(WRITE));

  private static final List<Rule> BASIC_USER =
      List.of(
          on("authorization.k8s.io", "selfsubjectaccessreviews", "selfsubjectrulesreviews")
              .allow("create"),
          on("authentication.k8s.io", "selfsubjectreviews").allow("create"));

  /** Every role that a cluster starts with. */
  public static final List<BootstrapRole> ROLES =
      Stream.concat(
              UserRoles.ALL.stream(),
              Stream.of(
                  ofGroups("cluster-admin", Rule.everything(), "system:masters"),
                  ofGroups(
                      "system:public-info-viewer",
                      PUBLIC,
                      "system:authenticated",
                      "system:unauthenticated"),
                  ofGroups("system:discovery", DISCOVER, "system:authenticated"),
                  ofGroups(
                      "system:service-account-issuer-discovery", ISSUER, "system:serviceaccounts"),
                  ofGroups("system:basic-user", BASIC_USER, "system:authenticated"),
                  ofGroups("system:node", NODE, "system:nodes"),
                  ofUser("system:node-proxier", "system:kube-proxy", PROXY),
                  ofUser(
                      "system:kube-controller-manager",
                      "system:kube-controller-manager",
                      CONTROLLERS),
                  ofUser("system:kube-scheduler", "system:kube-scheduler", SCHEDULER),
                  ofUser("system:coredns", "system:serviceaccount:kube-system:coredns", DNS),
                  ofUser(
                      "system:node-local-dns",
                      "system:serviceaccount:kube-system:node-local-dns",
                      NODE_CACHE),
                  ofUser(
                      "ingress-nginx",
                      "system:serviceaccount:ingress-nginx:ingress-nginx",
                      INGRESS)))
          .toList();

  private BootstrapPolicy() {}

  /** What a user may do whatever anybody changes of the cluster's roles. */
  static Stream<Rule> rules(User user) {
    return ROLES.stream().filter(role -> role.isOf(user)).flatMap(role -> role.rules().stream());
  }
}
