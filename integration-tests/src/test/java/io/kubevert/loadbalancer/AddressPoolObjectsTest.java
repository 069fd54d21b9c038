package io.kubevert.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.process.Command;
import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The pools of a running cluster are changed by kubectl, and a Service tells what becomes of it.
 */
@KubevertCluster
class AddressPoolObjectsTest {
  private static final Path EXAMPLE = Path.of("../examples/load-balancer-pools");
  private static final String NAMESPACE = "pool-objects";
  private static final String COUNTS = "{.status.assignedIPv4} {.status.availableIPv4}";
  private static final String STATUS =
      "{range .items[*]}{.status.node} {.status.serviceNamespace}/{.status.serviceName}"
          + " {.status.interfaces[*].name}{end}";
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: web}}
      spec: {containers: [{name: web, image: kubevert/web}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web, annotations: {metallb.io/address-pool: reserved}}
      spec:
        type: LoadBalancer
        selector: {app: web}
        ports: [{port: 80, targetPort: 8080}]
      """;

  private final Kubectl kubectl;

  AddressPoolObjectsTest(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  @BeforeEach
  void prepare() throws Exception {
    kubectl.run("create", "namespace", NAMESPACE);
  }

  @AfterEach
  void tidyUp() throws Exception {
    kubectl.run("delete", "namespace", NAMESPACE, "metallb-system", "--ignore-not-found");
    kubectl.run("label", "node", "worker2", "edge-");
    kubectl.run("delete", "--ignore-not-found", "-f", EXAMPLE.resolve("kinds.yaml").toString());
  }

  @Test
  void aPoolIsGivenFromAndAnnouncedFromTheNodesThatAreSelected() throws Exception {
    kubectl.runWith(SERVICE, "apply", "-n", NAMESPACE, "-f", "-");
    awaitCondition("LoadBalancerAddressAssigned=False");
    assertThat(message("LoadBalancerAddressAssigned")).isEqualTo("unknown pool \"reserved\"");

    kubectl.run("apply", "-f", EXAMPLE.resolve("kinds.yaml").toString());
    kubectl.run(
        "wait", "--for=condition=Established", "crd/l2advertisements.metallb.io", "--timeout=30s");
    kubectl.runWith(pool(), "apply", "-f", "-");

    awaitCondition("LoadBalancerAddressAssigned");
    String address = service("{.status.loadBalancer.ingress[0].ip}");
    assertThat(address).endsWith(".200");
    awaitCondition("LoadBalancerAddressAnnounced=False");
    assertThat(message("LoadBalancerAddressAnnounced"))
        .contains("no node can announce it: ")
        .contains("worker2: no L2Advertisement selects it");

    kubectl.run("label", "node", "worker2", "edge=yes");
    kubectl.run("wait", "-n", NAMESPACE, "--for=condition=Ready", "pod/web", "--timeout=60s");
    awaitCondition("LoadBalancerAddressAnnounced");
    assertThat(message("LoadBalancerAddressAnnounced"))
        .isEqualTo(address + " from the node worker2");
    awaitOutput("1 9", "get", "ipaddresspool", "reserved", "-o", jsonPath(COUNTS));
    awaitOutput(
        "worker2 " + NAMESPACE + "/web eth0", "get", "servicel2statuses", "-o", jsonPath(STATUS));
    assertThat(
            Command.of(
                    "curl",
                    "-sS",
                    "--retry",
                    "20",
                    "--retry-all-errors",
                    "--retry-delay",
                    "1",
                    "--connect-timeout",
                    "1",
                    "http://" + address)
                .await()
                .output())
        .contains("web ");
    assertThat(Command.of("ping", "-c1", "-W1", address).await().exitCode())
        .as("the address is nobody's but the Service's ports")
        .isNotZero();
    assertThat(
            Command.of("curl", "-sS", "--connect-timeout", "1", "http://" + address + ":81")
                .await()
                .exitCode())
        .isNotZero();

    kubectl.run(
        "patch", "service", "web", "-n", NAMESPACE, "-p", "{\"spec\": {\"type\": \"ClusterIP\"}}");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!service("{.status.conditions}{.status.loadBalancer.ingress}").isEmpty()) {
      assertThat(System.nanoTime()).as("nothing is left").isLessThan(deadline);
    }
    awaitOutput("0 10", "get", "ipaddresspool", "reserved", "-o", jsonPath(COUNTS));
    awaitOutput("", "get", "servicel2statuses", "-o", jsonPath(STATUS));
  }

  private static String jsonPath(String expression) {
    return "jsonpath=" + expression;
  }

  /** Asks for something in the load balancer's namespace until it is as it should be. */
  private void awaitOutput(String expected, String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of("-n", "metallb-system"));
    words.addAll(List.of(command));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    String output = kubectl.run(words.toArray(String[]::new));
    while (!output.equals(expected) && System.nanoTime() < deadline) {
      output = kubectl.run(words.toArray(String[]::new));
    }
    assertThat(output).isEqualTo(expected);
  }

  /** The example's pool, in the network of this cluster. */
  private String pool() throws Exception {
    String node =
        kubectl.run(
            "get",
            "node",
            "worker2",
            "-o",
            "jsonpath={.status.addresses[?(@.type==\"InternalIP\")].address}");
    return Files.readString(EXAMPLE.resolve("pool.yaml"))
        .replace("10.234.0.", node.substring(0, node.lastIndexOf('.') + 1));
  }

  private void awaitCondition(String condition) throws Exception {
    kubectl.run(
        "wait", "-n", NAMESPACE, "service/web", "--for=condition=" + condition, "--timeout=60s");
  }

  private String message(String type) throws Exception {
    return service("{.status.conditions[?(@.type==\"" + type + "\")].message}");
  }

  private String service(String path) throws Exception {
    return kubectl.run("get", "service", "web", "-n", NAMESPACE, "-o", "jsonpath=" + path);
  }
}
