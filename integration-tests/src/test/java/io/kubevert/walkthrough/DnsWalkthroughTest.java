package io.kubevert.walkthrough;

import static io.kubevert.walkthrough.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sections of the walkthrough on names: the DNS servers, the cache of each node, what they
 * answer.
 */
@KubevertCluster
@Tag("compose")
class DnsWalkthroughTest {
  @RegisterExtension final Scenes scenes;

  DnsWalkthroughTest(Kubectl kubectl) {
    scenes = new Scenes(kubectl);
  }

  @Test
  @DisplayName("07 the DNS servers are there as pods, Deployment, DaemonSet and Service")
  void dnsServers(Scene scene) throws Exception {
    assertThat(scene.kubectl().run("get", "all", "-n", "kube-system", "-l", "k8s-app=kube-dns"))
        .containsPattern("pod/coredns\\S* +1/1 +Running")
        .containsPattern("deployment.apps/coredns +1/1 +1 +1")
        .containsPattern(
            "service/coredns +ClusterIP +10\\.233\\.0\\.3 +<none> +53/UDP,53/TCP,9153/TCP");
    int nodes = lines(scene.kubectl().run("get", "nodes", "-o", "name")).size();
    assertThat(
            scene.kubectl().run("get", "ds", "nodelocaldns", "-n", "kube-system", "--no-headers"))
        .matches("nodelocaldns +%1$d +%1$d +%1$d +%1$d +%1$d +.*\n".formatted(nodes));
    assertThat(
            lines(
                scene
                    .kubectl()
                    .run(
                        "get",
                        "pods",
                        "-n",
                        "kube-system",
                        "-l",
                        "k8s-app=nodelocaldns",
                        "-o",
                        "jsonpath={range .items[*]}{.spec.nodeName}{\"\\n\"}{end}")))
        .hasSize(nodes)
        .doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("08 a pod's queries are answered by the cache on its own node")
  void dnsCache(Scene scene) throws Exception {
    scene.create("01-service/service.yaml");
    Client client = scene.client("nettool");
    assertThat(client.run("cat", "/etc/resolv.conf"))
        .contains("nameserver 169.254.25.10")
        .contains(
            "search " + scene.namespace() + ".svc.cluster.local svc.cluster.local cluster.local")
        .contains("options ndots:5");

    String name = "myapp-svc." + scene.namespace() + ".svc.cluster.local.";
    client.run("dig", "+short", name);
    double cacheBefore = metric(client, "169.254.25.10:9253", "coredns_cache_hits_total");
    double centralBefore = metric(client, "10.233.0.3:9153", "coredns_dns_requests_total");
    client.run("bash", "-c", "for i in $(seq 20); do dig +short " + name + "; done");
    assertThat(metric(client, "169.254.25.10:9253", "coredns_cache_hits_total") - cacheBefore)
        .as("queries that the cache answered, but for some whose answers had ended")
        .isGreaterThanOrEqualTo(10);
    assertThat(metric(client, "10.233.0.3:9153", "coredns_dns_requests_total") - centralBefore)
        .as("queries that reached the central server")
        .isLessThan(20);
  }

  @Test
  @DisplayName("09 each form of a Service's name, from the same and from another namespace")
  void namesOfAService(Scene scene) throws Exception {
    scene.create("01-service");
    scene.awaitReady("myapp-rs", 4);
    Client here = scene.client("nettool");
    Scene other = scene.beside("elsewhere");
    Client elsewhere = other.client("nettool");
    try {
      String name = "myapp-svc";
      String full = name + "." + scene.namespace();
      List<String> forms = List.of(name, full, full + ".svc", full + ".svc.cluster.local");
      for (String form : forms) {
        assertThat(here.run("curl", "-s", "http://" + form)).startsWith("myapp-rs-");
      }
      for (String form : forms.subList(1, forms.size())) {
        assertThat(elsewhere.run("curl", "-s", "http://" + form)).startsWith("myapp-rs-");
      }
      assertThat(elsewhere.run("dig", name + "." + other.namespace() + ".svc.cluster.local"))
          .as("the name in a namespace without such a Service")
          .contains("status: NXDOMAIN");
      assertThat(elsewhere.run("bash", "-c", "nslookup " + name + " || true"))
          .contains("server can't find " + name + ": ");
    } finally {
      other.remove();
    }
  }

  @Test
  @DisplayName("12 an ExternalName is another name, and may change")
  void externalName(Scene scene) throws Exception {
    scene.create("08-externalname");
    assertThat(scene.run("get", "svc", "mysvc-ext", "--no-headers"))
        .matches("mysvc-ext +ExternalName +<none> +www\\.google\\.com +<none> +\\S+\n");
    scene.create("01-service/service.yaml");
    String target = "myapp-svc." + scene.namespace() + ".svc.cluster.local";
    scene.run(
        "patch", "svc", "mysvc-ext", "-p", "{\"spec\":{\"externalName\":\"" + target + "\"}}");
    Client client = scene.client("nettool");
    String answer =
        eventually(
            () -> client.run("bash", "-c", "nslookup mysvc-ext || true"),
            text -> text.contains("canonical name"));
    assertThat(answer)
        .contains(
            "mysvc-ext."
                + scene.namespace()
                + ".svc.cluster.local\tcanonical name = "
                + target
                + ".")
        .contains("Name:\t" + target + "\nAddress: " + scene.clusterIp("myapp-svc"));
  }

  @Test
  @DisplayName("15 a headless Service names each pod of a StatefulSet")
  void headless(Scene scene, @TempDir Path directory) throws Exception {
    try (PodWatch pods = new PodWatch(scene, "app=web", directory.resolve("pods"))) {
      scene.create("11-headless");
      List<String> seen = pods.untilSeen(line -> line.matches("MODIFIED web-2 .*ready=True"));
      for (int i = 1; i <= 2; i++) {
        assertThat(first(seen, "ADDED web-" + i + " .*"))
            .as("web-%d comes when the one before it is ready: %s", i, seen)
            .isGreaterThan(first(seen, "MODIFIED web-" + (i - 1) + " .*ready=True"));
      }
    }
    Client client = scene.client("nettool");
    String service = "myapp-headless." + scene.namespace() + ".svc.cluster.local";
    assertThat(lines(client.run("dig", "+short", service)))
        .containsExactlyInAnyOrderElementsOf(scene.pods("app=web", "{.status.podIP}"));
    assertThat(lines(client.run("dig", "+short", "SRV", "_http._tcp." + service)))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 3)
                .mapToObj(i -> "0 33 8080 web-" + i + "." + service + ".")
                .toList());

    String before = address(client, "web-0." + service);
    assertThat(client.run("curl", "-s", "http://web-0.myapp-headless:8080")).startsWith("web-0 ");
    scene.run("delete", "pod", "web-0", "--grace-period=1");
    scene.run("rollout", "status", "statefulset/web", "--timeout=60s");
    String after =
        eventually(
            () -> address(client, "web-0." + service),
            found -> !found.isEmpty() && !found.equals(before));
    assertThat(scene.pods("app=web", "{.status.podIP}")).contains(after);

    try (PodWatch pods = new PodWatch(scene, "app=web", directory.resolve("leaving"))) {
      pods.untilSeen(line -> line.startsWith("ADDED web-2 "));
      scene.run("scale", "statefulset", "web", "--replicas=1");
      List<String> seen = pods.untilSeen(line -> line.startsWith("DELETED web-1 "));
      assertThat(first(seen, ".* web-1 leaving=\\S+ .*"))
          .as("web-1 leaves when web-2 is gone: %s", seen)
          .isGreaterThan(first(seen, "DELETED web-2 .*"));
    }
    assertThat(scene.pods("app=web", "{.metadata.name}")).containsExactly("web-0");
  }

  /** The place of the first line that matches. */
  private static int first(List<String> lines, String pattern) {
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).matches(pattern))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + pattern + " in " + lines));
  }

  private static double metric(Client client, String server, String name) throws Exception {
    return client
        .run("curl", "-s", "-m", "20", "http://" + server + "/metrics")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static String address(Client client, String name) throws Exception {
    return client.run("dig", "+short", name).strip();
  }

  private static List<String> lines(String text) {
    return text.lines().filter(line -> !line.isBlank()).toList();
  }
}
