package io.kubevert.client.mirrorpod;

import io.kubevert.client.resource.ObjectKey;
import java.util.List;
import java.util.Map;

/**
 * What the pod object of a component says.
 *
 * @param name the pod's name, as in {@code coredns-master}
 * @param labels by which Services and people select it
 * @param containerName the component's name
 * @param image as in {@code kubevert/coredns}
 * @param ports what it listens on, for target ports by name
 * @param nodeName the node whose network it shares
 * @param nodeAddress the node's address, which is the pod's too
 */
public record MirrorPodDescription(
    String namespace,
    String name,
    Map<String, String> labels,
    String containerName,
    String image,
    List<Port> ports,
    String nodeName,
    String nodeAddress) {

  /**
   * One port.
   *
   * @param protocol TCP, UDP or SCTP
   */
  public record Port(String name, int number, String protocol) {}

  public MirrorPodDescription {
    labels = Map.copyOf(labels);
    ports = List.copyOf(ports);
    if (nodeName.isEmpty() || nodeAddress.isEmpty()) {
      throw new IllegalArgumentException(
          "the mirror pod " + name + " needs its node's name and address");
    }
  }

  /** A component of kube-system, named after itself and its node. */
  public static MirrorPodDescription ofSystemComponent(
      String component, Map<String, String> labels, String nodeName, String nodeAddress) {
    return new MirrorPodDescription(
        "kube-system",
        component + "-" + nodeName,
        labels,
        component,
        "kubevert/" + component,
        List.of(),
        nodeName,
        nodeAddress);
  }

  public MirrorPodDescription withPorts(List<Port> listening) {
    return new MirrorPodDescription(
        namespace, name, labels, containerName, image, listening, nodeName, nodeAddress);
  }

  ObjectKey key() {
    return new ObjectKey(namespace, name);
  }
}
