package io.kubevert.nodeagent.sandbox;

/**
 * A pod's namespaces.
 *
 * @param namespace the name of its network namespace; empty when the pod uses the node's own
 * @param address the pod's address
 * @param link the name of the node's end of the pod's link; empty with the node's own namespace
 */
public record Sandbox(String namespace, String address, String link) {

  /** The sandbox of a pod that uses the node's network namespace. */
  public static Sandbox ofHost(String nodeAddress) {
    return new Sandbox("", nodeAddress, "");
  }

  public boolean usesHostNetwork() {
    return namespace.isEmpty();
  }
}
