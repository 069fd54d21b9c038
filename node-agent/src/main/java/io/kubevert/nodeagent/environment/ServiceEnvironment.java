package io.kubevert.nodeagent.environment;

import io.kubevert.client.resource.ObjectKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Services as environment variables: the host and port form, and that of Docker's links. */
public final class ServiceEnvironment {
  private static final ObjectKey KUBERNETES = new ObjectKey("default", "kubernetes");

  private ServiceEnvironment() {}

  /**
   * The variables that a container of a namespace is given.
   *
   * @param links whether the pod wants more than the {@code kubernetes} Service
   */
  public static Map<String, String> of(
      Collection<ServiceAddress> services, String namespace, boolean links) {
    Map<String, String> variables = new LinkedHashMap<>();
    services.stream()
        .filter(service -> !service.clusterIp().isEmpty() && !service.ports().isEmpty())
        .filter(
            service ->
                service.key().equals(KUBERNETES)
                    || links && service.key().namespace().equals(namespace))
        // The default namespace's own "kubernetes" wins over another namespace's of that name.
        .sorted(
            Comparator.comparing((ServiceAddress service) -> service.key().equals(KUBERNETES))
                .thenComparing(ServiceAddress::key))
        .forEach(service -> add(variables, service));
    return variables;
  }

  private static void add(Map<String, String> variables, ServiceAddress service) {
    String prefix = variableName(service.key().name());
    String address = service.clusterIp();
    List<ServiceAddress.Port> ports = service.ports();
    variables.put(prefix + "_SERVICE_HOST", address);
    variables.put(prefix + "_SERVICE_PORT", Integer.toString(ports.getFirst().port()));
    for (ServiceAddress.Port port : ports) {
      if (!port.name().isEmpty()) {
        variables.put(
            prefix + "_SERVICE_PORT_" + upper(port.name()), Integer.toString(port.port()));
      }
    }
    variables.put(prefix + "_PORT", url(address, ports.getFirst()));
    for (ServiceAddress.Port port : ports) {
      String link = prefix + "_PORT_" + port.port() + "_" + port.protocol();
      variables.put(link, url(address, port));
      variables.put(link + "_PROTO", port.protocol().toLowerCase(Locale.ROOT));
      variables.put(link + "_PORT", Integer.toString(port.port()));
      variables.put(link + "_ADDR", address);
    }
  }

  private static String url(String address, ServiceAddress.Port port) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return port.protocol().toLowerCase(Locale.ROOT) + "://" + host + ":" + port.port();
  }

  private static String variableName(String name) {
    String upper = upper(name);
    return Character.isDigit(upper.charAt(0)) ? "_" + upper : upper;
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
  }
}
