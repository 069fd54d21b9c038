package io.kubevert.apiserver.pki;

import java.util.List;

/**
 * Whom to make credentials for.
 *
 * @param serverNames further host names and addresses that the API server is reached by
 * @param nodeNames every node of the cluster
 */
public record PkiOptions(List<String> serverNames, List<String> nodeNames) {

  public PkiOptions {
    serverNames = List.copyOf(serverNames);
    nodeNames = List.copyOf(nodeNames);
  }
}
