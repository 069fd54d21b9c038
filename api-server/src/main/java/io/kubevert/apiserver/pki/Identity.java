package io.kubevert.apiserver.pki;

import java.util.ArrayList;
import java.util.List;

/**
 * A component as the API server knows it.
 *
 * @param directory where its credentials are, below the directory of the PKI
 * @param user its user name, the common name of its certificate
 * @param groups its groups, the organizations of its certificate
 * @param serverNames host names and addresses that it serves under; empty for a mere client
 */
public record Identity(
    String directory, String user, List<String> groups, List<String> serverNames) {
  private static final String SERVICE_ACCOUNTS = "system:serviceaccounts";

  public Identity {
    groups = List.copyOf(groups);
    serverNames = List.copyOf(serverNames);
  }

  /** All components of a cluster. */
  public static List<Identity> ofCluster(List<String> nodeNames) {
    List<Identity> identities = new ArrayList<>();
    identities.add(client("admin", "kubernetes-admin", "system:masters"));
    identities.add(
        client("apiserver-kubelet-client", "kube-apiserver-kubelet-client", "system:masters"));
    identities.add(client("controller-manager", "system:kube-controller-manager"));
    identities.add(client("scheduler", "system:kube-scheduler"));
    identities.add(serviceAccount("coredns", "kube-system", "coredns"));
    for (String node : nodeNames) {
      identities.add(
          new Identity(
              "node-" + node, "system:node:" + node, List.of("system:nodes"), List.of(node)));
      identities.add(client("kube-proxy-" + node, "system:kube-proxy"));
      identities.add(serviceAccount("node-cache-" + node, "kube-system", "node-local-dns"));
      identities.add(serviceAccount("ingress-nginx-" + node, "ingress-nginx", "ingress-nginx"));
    }
    return identities;
  }

  private static Identity client(String directory, String user, String... groups) {
    return new Identity(directory, user, List.of(groups), List.of());
  }

  private static Identity serviceAccount(String directory, String namespace, String name) {
    return client(
        directory,
        "system:serviceaccount:" + namespace + ":" + name,
        SERVICE_ACCOUNTS,
        SERVICE_ACCOUNTS + ":" + namespace);
  }
}
