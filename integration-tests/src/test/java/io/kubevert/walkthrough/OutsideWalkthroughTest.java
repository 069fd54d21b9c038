package io.kubevert.walkthrough;

import static io.kubevert.walkthrough.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.process.Command;
import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sections of the walkthrough on the ways in from outside: node ports, load balancers, Ingress.
 */
@KubevertCluster
@Tag("compose")
class OutsideWalkthroughTest {
  @RegisterExtension final Scenes scenes;

  OutsideWalkthroughTest(Kubectl kubectl) {
    scenes = new Scenes(kubectl);
  }

  @Test
  @DisplayName("10 a node port answers on every node's address")
  void nodePort(Scene scene) throws Exception {
    scene.create("06-nodeport");
    scene.awaitReady("myapp-rs-np", 2);
    assertThat(scene.run("get", "svc", "myapp-svc-np", "--no-headers"))
        .matches("myapp-svc-np +NodePort +\\S+ +<none> +80:30111/TCP +\\S+\n");
    for (String address : scene.nodeAddresses()) {
      eventually(
          () -> Host.curl("http://" + address + ":30111").output(),
          answer -> answer.startsWith("myapp-rs-np-"));
    }
    assertThat(
            scene
                .tryToRun("create", "service", "nodeport", "wrong", "--tcp=80", "--node-port=8080")
                .output())
        .contains(
            "Service \"wrong\" is invalid: spec.ports[0].nodePort: Invalid value: 8080: "
                + "provided port is not in the valid range. The range of valid ports is 30000-32767");
  }

  @Test
  @DisplayName(
      "11 a load balancer's address leads from outside to the pods, while the pool has any")
  void loadBalancer(Scene scene) throws Exception {
    scene.create("07-loadbalancer/service.yaml");
    String address = eventually(() -> addressOf(scene, "myapp-svc-lb"), ip -> !ip.isEmpty());
    assertThat(scene.run("get", "svc", "myapp-svc-lb", "--no-headers"))
        .contains(" " + address + " ");
    scene.create("07-loadbalancer/replicaset.yaml");
    scene.awaitReady("myapp-rs-lb", 2);
    eventually(
        () -> Host.curl("http://" + address).output(), answer -> answer.startsWith("myapp-rs-lb-"));
    Pattern announced = Pattern.compile("announcing from node \"\\S+\" with protocol \"layer2\"");
    eventually(
        () -> scene.run("describe", "svc", "myapp-svc-lb"),
        text ->
            text.contains("Assigned IP [\"" + address + "\"]") && announced.matcher(text).find());

    scene.run("delete", "svc", "myapp-svc-lb");
    eventually(() -> Host.curl("http://" + address).exitCode(), code -> code != 0);
    aPoolCanBeEmptied(scene);
  }

  /** The pools of all clusters here have a hundred addresses. */
  private static void aPoolCanBeEmptied(Scene scene) throws Exception {
    scene.runWith(balancedServices(101), "create", "-f", "-");
    String services =
        eventually(
            () -> scene.run("get", "svc", "--no-headers"),
            lines -> lines.lines().filter(line -> !line.contains("<pending>")).count() == 100);
    String pending =
        services
            .lines()
            .filter(line -> line.contains("<pending>"))
            .map(line -> line.split(" ")[0])
            .findFirst()
            .orElseThrow();
    eventually(
        () -> scene.run("describe", "svc", pending),
        text ->
            text.contains("AllocationFailed")
                && text.contains(
                    "Failed to allocate IP for \"" + scene.namespace() + "/" + pending + "\": "));
    String other = pending.equals("balanced-1") ? "balanced-2" : "balanced-1";
    scene.run("delete", "svc", other);
    eventually(() -> addressOf(scene, pending), ip -> !ip.isEmpty());
  }

  private static String balancedServices(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            i ->
                """
                apiVersion: v1
                kind: Service
                metadata: {name: balanced-%d}
                spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 80}]}
                """
                    .formatted(i))
        .collect(Collectors.joining("---\n"));
  }

  private static String addressOf(Scene scene, String service) throws Exception {
    return scene.run("get", "svc", service, "-o", "jsonpath={.status.loadBalancer.ingress[0].ip}");
  }

  @Test
  @DisplayName("13 Ingress routes by host and path on every node, with TLS and cookie affinity")
  void ingress(Scene scene, @TempDir Path directory) throws Exception {
    scene.create("09-ingress");
    scene.awaitReady("myapp-rs-ing", 2);
    List<String> nodes = scene.nodeAddresses();
    for (String host : List.of("myapp.example.com", "old.example.com")) {
      for (String node : nodes) {
        eventually(
            () -> Host.curl("-H", "Host: " + host, "http://" + node + "/").output(),
            answer -> answer.startsWith("myapp-rs-ing-"));
      }
    }
    assertThat(
            Host.curl(
                    "-w",
                    " %{http_code}",
                    "-H",
                    "Host: nobody.example.com",
                    "http://" + nodes.getFirst())
                .output())
        .isEqualTo("default backend - 404 404");
    eventually(
        () -> scene.run("get", "ingresses", "myapp-ing", "--no-headers"),
        line -> nodes.stream().allMatch(line::contains));
    serveOverTls(scene, directory, nodes.getFirst());
    leaveOtherClassesAlone(scene, nodes.getFirst());

    String jar = directory.resolve("cookies").toString();
    Set<String> sticky = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      sticky.add(
          Host.curl(
                  "-b",
                  jar,
                  "-c",
                  jar,
                  "--resolve",
                  "sticky.example.com:80:" + nodes.getFirst(),
                  "http://sticky.example.com/")
              .output());
    }
    assertThat(sticky).hasSize(1).allMatch(answer -> answer.startsWith("myapp-rs-ing-"));
  }

  private static void serveOverTls(Scene scene, Path directory, String node) throws Exception {
    Command.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "1",
            "-subj",
            "/CN=secure.example.com",
            "-addext",
            "subjectAltName=DNS:secure.example.com",
            "-keyout",
            directory.resolve("tls.key").toString(),
            "-out",
            directory.resolve("tls.crt").toString())
        .await();
    scene.run(
        "create",
        "secret",
        "tls",
        "secure",
        "--cert=" + directory.resolve("tls.crt"),
        "--key=" + directory.resolve("tls.key"));
    scene.run(
        "create", "ingress", "secure", "--rule=secure.example.com/*=myapp-svc-ing:80,tls=secure");
    eventually(
        () ->
            Host.curl(
                    "--cacert",
                    directory.resolve("tls.crt").toString(),
                    "--resolve",
                    "secure.example.com:443:" + node,
                    "https://secure.example.com/")
                .output(),
        answer -> answer.startsWith("myapp-rs-ing-"));
  }

  /** What is asked after the class' own Ingress works has had its chance to be served, too. */
  private static void leaveOtherClassesAlone(Scene scene, String node) throws Exception {
    for (String name : List.of("other", "nginx")) {
      scene.run(
          "create",
          "ingress",
          name,
          "--class=" + name,
          "--rule=" + name + ".test/*=myapp-svc-ing:80");
    }
    eventually(
        () -> Host.curl("-H", "Host: nginx.test", "http://" + node).output(),
        answer -> answer.startsWith("myapp-rs-ing-"));
    assertThat(Host.curl("-H", "Host: other.test", "http://" + node).output())
        .isEqualTo("default backend - 404");
  }
}
