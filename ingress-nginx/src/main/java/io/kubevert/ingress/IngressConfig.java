package io.kubevert.ingress;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.accesslog.AccessLog;
import io.kubevert.ingress.status.StatusPublishing;
import io.kubevert.ingress.stream.StreamConfigMaps;
import io.kubevert.ingress.translate.RoutingMode;
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
 * @param configMap the options of all Ingresses
 * @param streams the ConfigMaps of services over plain TCP and UDP
 * @param defaultBackend the Service for requests that no rule takes
 * @param status what is written into the Ingresses
 * @param tls what flags say about TLS
 * @param accessLog where a line for each request goes
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
    RoutingMode mode,
    ObjectKey configMap,
    StreamConfigMaps streams,
    Optional<ObjectKey> defaultBackend,
    StatusPublishing status,
    TlsSettings tls,
    AccessLog.Output accessLog) {
  private static final int MOST_PORT = 65_535;
  private static final int STATUS_PORT = 10_254;
  private static final ObjectKey CONFIG_MAP =
      new ObjectKey("ingress-nginx", "ingress-nginx-controller");
  private static final ObjectKey TCP_SERVICES = new ObjectKey("ingress-nginx", "tcp-services");
  private static final ObjectKey UDP_SERVICES = new ObjectKey("ingress-nginx", "udp-services");

  /**
   * @throws IllegalArgumentException if a value cannot be; the message names every fault
   */
  public IngressConfig {
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
        RoutingMode.COMPAT,
        CONFIG_MAP,
        new StreamConfigMaps(TCP_SERVICES, UDP_SERVICES),
        Optional.empty(),
        new StatusPublishing(
            true,
            true,
            List.of(),
            Optional.empty(),
            new ObjectKey("kube-system", "ingress-nginx-leader")),
        TlsSettings.DEFAULTS,
        AccessLog.Output.LOG);
  }

  /** The same with another status for the Ingresses. */
  public IngressConfig with(StatusPublishing other) {
    return copy(listening(), watchIngressWithoutClass, mode, other, tls, accessLog);
  }

  /** The same on other ports and another address. */
  public IngressConfig listeningOn(String address, int http, int https, int page) {
    return copy(
        new Listening(address, http, https, page),
        watchIngressWithoutClass,
        mode,
        status,
        tls,
        accessLog);
  }

  /** The same with another place for the lines of requests. */
  public IngressConfig with(AccessLog.Output other) {
    return copy(listening(), watchIngressWithoutClass, mode, status, tls, other);
  }

  /** The same with other flags about TLS. */
  public IngressConfig with(TlsSettings other) {
    return copy(listening(), watchIngressWithoutClass, mode, status, other, accessLog);
  }

  /** The same with another reach of regular expressions. */
  public IngressConfig with(RoutingMode other) {
    return copy(listening(), watchIngressWithoutClass, other, status, tls, accessLog);
  }

  /** The same where Ingresses without a class are served or not. */
  public IngressConfig servingIngressesWithoutClass(boolean served) {
    return copy(listening(), served, mode, status, tls, accessLog);
  }

  private record Listening(String address, int http, int https, int page) {}

  private Listening listening() {
    return new Listening(bindAddress, httpPort, httpsPort, statusPort);
  }

  private IngressConfig copy(
      Listening listening,
      boolean withoutClass,
      RoutingMode reach,
      StatusPublishing publishing,
      TlsSettings encryption,
      AccessLog.Output lines) {
    return new IngressConfig(
        nodeName,
        listening.address,
        listening.http,
        listening.https,
        listening.page,
        eventLoops,
        ingressClass,
        controllerClass,
        withoutClass,
        reach,
        configMap,
        streams,
        defaultBackend,
        publishing,
        encryption,
        lines);
  }
}
