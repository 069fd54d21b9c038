package io.kubevert.kubeproxy.conntrack;

/**
 * A tracked flow.
 *
 * @param from the client
 * @param to where the client sends
 * @param answeredBy where the answers come from: the endpoint
 * @param answered whether any answer came
 * @param identity what the kernel knows it by
 */
record Flow(Peer from, Destination to, Peer answeredBy, boolean answered, Identity identity) {

  /**
   * What names a flow to the kernel.
   *
   * @param family its address family
   * @param tuple its first packet's addresses, protocol and ports, as the kernel writes them
   * @param id tells it from a later flow with the same tuple
   */
  record Identity(int family, byte[] tuple, int id) {}

  /** Whether the destination was replaced by another when the first packet came. */
  boolean translated() {
    return !answeredBy.equals(to.peer());
  }
}
