package io.kubevert.ingress;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.translate.SnapshotBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one ingress controller runs.
 *
 * @param nodeName the node it is on; tells it from the others
 * @param bindAddress the address that all ports are opened on
 * @param httpPort 0 for any free port
 * @param httpsPort 0 for any free port
 * @param statusPort health, metrics and debug pages; 0 for any free port
 * @param eventLoops how many event loops serve requests
 * @param ingressClass the class name that is ours even without an IngressClass
 * @param controllerClass the {@code spec.controller} of the IngressClasses that are ours
 * @param watchIngressWithoutClass whether Ingresses without a class are ours
 * @param mode how far regular expressions reach
 * @param defaultBackend the Service for requests that no rule takes
 * @param updateStatus whether addresses are written into the Ingresses
 * @param publishStatusAddress written instead of the nodes' addresses, unless empty
 * @param election the Lease by which the writer of addresses is chosen
 * @param accessLog whether each request is logged
 */
public record IngressConfig(
    String nodeName,
    String bindAddress,
    int httpPort,
    int httpsPort,
    int statusPort,
    int eventLoops,
    String ingressClass,
    String controllerClass,
    boolean watchIngressWithoutClass,
    SnapshotBuilder.Mode mode,
    Optional<ObjectKey> defaultBackend,
    boolean updateStatus,
    List<String> publishStatusAddress,
    ObjectKey election,
    boolean accessLog) {
  private static final int MOST_PORT = 65_535;
  private static final int STATUS_PORT = 10_254;

  /**
   * @throws IllegalArgumentException if a value cannot be; the message names every fault
   */
  public IngressConfig {
    publishStatusAddress = List.copyOf(publishStatusAddress);
    List<String> faults = new ArrayList<>();
    if (nodeName.isBlank()) {
      faults.add("the node name is empty");
    }
    if (bindAddress.isBlank()) {
      faults.add("the bind address is empty");
    }
    for (int port : new int[] {httpPort, httpsPort, statusPort}) {
      if (port < 0 || port > MOST_PORT) {
        faults.add(port + " is not a port");
      }
    }
    if (eventLoops < 1) {
      faults.add("there must be at least one event loop");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException("ingress configuration: " + String.join("; ", faults));
    }
  }

  /**
   * The controller of a cluster that has no other: ports 80 and 443 of every address of the node,
   * and Ingresses without a class are its own.
   */
  public static IngressConfig forNode(String nodeName) {
    return new IngressConfig(
        nodeName,
        "0.0.0.0",
        80,
        443,
        STATUS_PORT,
        1,
        "nginx",
        "k8s.io/ingress-nginx",
        true,
        SnapshotBuilder.Mode.COMPAT,
        Optional.empty(),
        true,
        List.of(),
        new ObjectKey("kube-system", "ingress-nginx-leader"),
        true);
  }

  /** The same on other ports and another address. */
  public IngressConfig listeningOn(String address, int http, int https, int status) {
    return new IngressConfig(
        nodeName,
        address,
        http,
        https,
        status,
        eventLoops,
        ingressClass,
        controllerClass,
        watchIngressWithoutClass,
        mode,
        defaultBackend,
        updateStatus,
        publishStatusAddress,
        election,
        accessLog);
  }
}
