package io.kubevert.nodeagent.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.resource.ObjectKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The variables that tell containers of Services. */
final class ServiceEnvironmentTest {
  private static final ServiceAddress KUBERNETES =
      service("default", "kubernetes", "10.233.0.1", port("https", "TCP", 443));
  private static final ServiceAddress REDIS =
      service(
          "shop",
          "redis-primary",
          "10.233.0.11",
          port("clients", "TCP", 6379),
          port("gossip", "UDP", 16_379));

  @Test
  void eachPortHasItsForms() {
    assertThat(ServiceEnvironment.of(List.of(REDIS), "shop", true))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("REDIS_PRIMARY_SERVICE_HOST", "10.233.0.11"),
                Map.entry("REDIS_PRIMARY_SERVICE_PORT", "6379"),
                Map.entry("REDIS_PRIMARY_SERVICE_PORT_CLIENTS", "6379"),
                Map.entry("REDIS_PRIMARY_SERVICE_PORT_GOSSIP", "16379"),
                Map.entry("REDIS_PRIMARY_PORT", "tcp://10.233.0.11:6379"),
                Map.entry("REDIS_PRIMARY_PORT_6379_TCP", "tcp://10.233.0.11:6379"),
                Map.entry("REDIS_PRIMARY_PORT_6379_TCP_PROTO", "tcp"),
                Map.entry("REDIS_PRIMARY_PORT_6379_TCP_PORT", "6379"),
                Map.entry("REDIS_PRIMARY_PORT_6379_TCP_ADDR", "10.233.0.11"),
                Map.entry("REDIS_PRIMARY_PORT_16379_UDP", "udp://10.233.0.11:16379"),
                Map.entry("REDIS_PRIMARY_PORT_16379_UDP_PROTO", "udp"),
                Map.entry("REDIS_PRIMARY_PORT_16379_UDP_PORT", "16379"),
                Map.entry("REDIS_PRIMARY_PORT_16379_UDP_ADDR", "10.233.0.11")));
  }

  @Test
  void onlyTheNamespacesOwnAndKubernetesAreTold() {
    List<ServiceAddress> all =
        List.of(
            KUBERNETES,
            REDIS,
            service("shop", "headless", "", port("", "TCP", 80)),
            service("other", "web", "10.233.0.12", port("", "TCP", 80)),
            service("shop", "kubernetes", "10.233.0.13", port("", "TCP", 1)));
    Map<String, String> told = ServiceEnvironment.of(all, "shop", true);
    assertThat(told).containsEntry("KUBERNETES_SERVICE_HOST", "10.233.0.1");
    assertThat(told).containsEntry("REDIS_PRIMARY_SERVICE_HOST", "10.233.0.11");
    assertThat(told).doesNotContainKeys("HEADLESS_SERVICE_HOST", "WEB_SERVICE_HOST");
    assertThat(ServiceEnvironment.of(all, "shop", false))
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.233.0.1")
        .doesNotContainKey("REDIS_PRIMARY_SERVICE_HOST");
  }

  private static ServiceAddress service(
      String namespace, String name, String address, ServiceAddress.Port... ports) {
    return new ServiceAddress(new ObjectKey(namespace, name), address, List.of(ports));
  }

  private static ServiceAddress.Port port(String name, String protocol, int number) {
    return new ServiceAddress.Port(name, protocol, number);
  }
}
