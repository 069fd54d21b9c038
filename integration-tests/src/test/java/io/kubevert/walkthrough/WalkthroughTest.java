package io.kubevert.walkthrough;

import static io.kubevert.walkthrough.Eventually.eventually;
import static io.kubevert.walkthrough.Eventually.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.process.Command;
import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Every section of the walkthrough, each in a namespace of its own. */
@KubevertCluster
@Tag("compose")
class WalkthroughTest {
  /** The bound that chi-square with three degrees of freedom passes once in a million times. */
  private static final double CHI_SQUARE_BOUND = 30.66;

  private final Kubectl kubectl;
  private Scene scene;

  WalkthroughTest(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  @BeforeEach
  void makeNamespace(TestInfo test) throws Exception {
    String name = "walk-" + test.getDisplayName().split(" ")[0];
    scene = new Scene(kubectl, name);
    kubectl.run("create", "namespace", name);
  }

  @AfterEach
  void removeNamespace() throws Exception {
    kubectl.run("delete", "namespace", scene.namespace(), "--wait=false");
  }

  @Test
  @DisplayName("01 the default Service leads to the API server")
  void defaultService() throws Exception {
    assertThat(
            kubectl.run(
                "get",
                "svc",
                "kubernetes",
                "-o",
                "jsonpath={.spec.clusterIP} {.spec.ports[0].port}"))
        .isEqualTo("10.233.0.1 443");
    assertThat(kubectl.run("get", "ep", "kubernetes", "--no-headers"))
        .matches("kubernetes +\\d+\\.\\d+\\.\\d+\\.\\d+:6443 +\\S+\n");
    Client client = scene.client("nettool");
    assertThat(client.run("curl", "-s", "-k", "https://kubernetes.default.svc/version"))
        .containsPattern("\"gitVersion\" *: *\"v1\\.32\\.");
  }

  @Test
  @DisplayName("02 a Service without pods refuses at once; labels make and unmake its endpoints")
  void serviceWithoutPods() throws Exception {
    scene.create("01-service/service.yaml");
    Client client = scene.client("nettool");
    assertThat(scene.run("get", "ep", "myapp-svc", "--no-headers"))
        .matches("myapp-svc +<none> +\\S+\n");
    assertThat(
            client.run(
                "bash", "-c", "curl -s -m 5 -w '%{time_total}' http://myapp-svc; echo \" $?\""))
        .as("seconds and exit code of a refused connection")
        .matches("0\\.\\d+ 7\n");

    scene.run("run", "web", "--image=c1t1d0s7/myweb", "--labels=app=myapp-rs");
    eventually(() -> scene.endpoints("myapp-svc"), endpoints -> endpoints.size() == 1);
    assertThat(client.run("curl", "-s", "http://myapp-svc")).startsWith("web ");
    scene.run("label", "pod", "web", "app-");
    eventually(() -> scene.endpoints("myapp-svc"), Set::isEmpty);
  }

  @Test
  @DisplayName("03 a Service spreads requests evenly over four pods, from a pod and from a node")
  void evenSpread() throws Exception {
    scene.create("01-service");
    scene.awaitReady("myapp-rs", 4);
    Set<String> pods = scene.pods("app=myapp-rs", "{.metadata.name}");
    Client pod = scene.client("nettool");
    Client node =
        scene.client("node", "--overrides={\"apiVersion\":\"v1\",\"spec\":{\"hostNetwork\":true}}");
    for (Client client : List.of(pod, node)) {
      Map<String, Long> answers =
          client.answersByPod(1_000, "http://" + scene.clusterIp("myapp-svc"));
      assertThat(answers).containsOnlyKeys(pods);
      assertThat(chiSquare(answers.values())).isLessThan(CHI_SQUARE_BOUND);
    }
  }

  @Test
  @DisplayName(
      "04 session affinity keeps a client on one pod, for its time-out, while the pod lives")
  void sessionAffinity() throws Exception {
    scene.create("02-session-affinity");
    scene.awaitReady("myapp-rs-ses-aff", 4);
    Client client = scene.client("nettool");
    String url = "http://myapp-svc-ses-aff";
    Map<String, Long> answers = client.answersByPod(1_000, url);
    assertThat(answers).hasSize(1);

    String pod = answers.keySet().iterator().next();
    scene.run("delete", "pod", pod, "--grace-period=1");
    scene.awaitReady("myapp-rs-ses-aff", 4);
    assertThat(client.answersByPod(100, url)).hasSize(1).doesNotContainKey(pod);

    scene.run(
        "patch",
        "svc",
        "myapp-svc-ses-aff",
        "-p",
        "{\"spec\":{\"sessionAffinityConfig\":{\"clientIP\":{\"timeoutSeconds\":1}}}}");
    String apart = "for i in $(seq 12); do curl -s -m 2 " + url + "; sleep 1.5; done";
    assertThat(client.run("bash", "-c", apart).lines().map(l -> l.split(" ")[0]).distinct().count())
        .as("pods seen by requests further apart than the time-out")
        .isGreaterThan(1);
  }

  @Test
  @DisplayName("05 a named port is each pod's own number")
  void namedPorts() throws Exception {
    scene.create("03-named-ports");
    scene.awaitReady("myapp-rs-nport", 2);
    Set<String> old = scene.endpoints("myapp-svc-nport");
    assertThat(old).hasSize(2).allMatch(endpoint -> endpoint.endsWith(":8080"));

    scene.run(
        "patch",
        "rs",
        "myapp-rs-nport",
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":4},"
            + "{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/env/0/value\","
            + "\"value\":\"8081\"},"
            + "{\"op\":\"replace\",\"path\":"
            + "\"/spec/template/spec/containers/0/ports/0/containerPort\",\"value\":8081}]");
    scene.awaitReady("myapp-rs-nport", 4);
    Set<String> all =
        eventually(() -> scene.endpoints("myapp-svc-nport"), endpoints -> endpoints.size() == 4);
    assertThat(all).containsAll(old).filteredOn(e -> e.endsWith(":8081")).hasSize(2);
    assertThat(scene.client("nettool").answersByPod(100, "http://myapp-svc-nport"))
        .containsOnlyKeys(scene.pods("app=myapp-rs-nport", "{.metadata.name}"));
  }

  @Test
  @DisplayName("06 Services that were there before a container are in its environment")
  void environment() throws Exception {
    scene.create("01-service/service.yaml");
    scene.create("04-environment");
    scene.run("wait", "--for=condition=Ready", "pod/nettool-env", "--timeout=60s");
    String address = scene.clusterIp("myapp-svc");
    assertThat(new Client(scene, "nettool-env").run("env").lines())
        .contains(
            "MYAPP_SVC_SERVICE_HOST=" + address,
            "MYAPP_SVC_SERVICE_PORT=80",
            "MYAPP_SVC_PORT=tcp://" + address + ":80",
            "MYAPP_SVC_PORT_80_TCP=tcp://" + address + ":80",
            "MYAPP_SVC_PORT_80_TCP_PROTO=tcp",
            "MYAPP_SVC_PORT_80_TCP_PORT=80",
            "MYAPP_SVC_PORT_80_TCP_ADDR=" + address,
            "KUBERNETES_SERVICE_HOST=10.233.0.1",
            "KUBERNETES_SERVICE_PORT=443",
            "KUBERNETES_SERVICE_PORT_HTTPS=443");
  }

  @Test
  @DisplayName("07 the DNS servers are there as pods, Deployment, DaemonSet and Service")
  void dnsServers() throws Exception {
    assertThat(kubectl.run("get", "all", "-n", "kube-system", "-l", "k8s-app=kube-dns"))
        .containsPattern("pod/coredns\\S* +1/1 +Running")
        .containsPattern("deployment.apps/coredns +1/1 +1 +1")
        .containsPattern(
            "service/coredns +ClusterIP +10\\.233\\.0\\.3 +<none> +53/UDP,53/TCP,9153/TCP");
    int nodes = lines(kubectl.run("get", "nodes", "-o", "name")).size();
    assertThat(kubectl.run("get", "ds", "nodelocaldns", "-n", "kube-system", "--no-headers"))
        .matches("nodelocaldns +%1$d +%1$d +%1$d +%1$d +%1$d +.*\n".formatted(nodes));
    assertThat(
            lines(
                kubectl.run(
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
  void dnsCache() throws Exception {
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
        .isGreaterThanOrEqualTo(20);
    assertThat(metric(client, "10.233.0.3:9153", "coredns_dns_requests_total") - centralBefore)
        .as("queries that reached the central server")
        .isLessThan(20);
  }

  @Test
  @DisplayName("09 each form of a Service's name, from the same and from another namespace")
  void namesOfAService() throws Exception {
    scene.create("01-service");
    scene.awaitReady("myapp-rs", 4);
    Client here = scene.client("nettool");
    Client elsewhere = new Scene(kubectl, "default").client("nettool-09");
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
      assertThat(elsewhere.run("bash", "-c", "nslookup " + name + " || true"))
          .contains("server can't find " + name + ": NXDOMAIN");
    } finally {
      kubectl.run("delete", "pod", "nettool-09", "--grace-period=1", "--wait=false");
    }
  }

  @Test
  @DisplayName("10 a node port answers on every node's address")
  void nodePort() throws Exception {
    scene.create("06-nodeport");
    scene.awaitReady("myapp-rs-np", 2);
    assertThat(scene.run("get", "svc", "myapp-svc-np", "--no-headers"))
        .matches("myapp-svc-np +NodePort +\\S+ +<none> +80:30111/TCP +\\S+\n");
    for (String address : nodeAddresses()) {
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
  @DisplayName("11 a load balancer's address leads from outside to the pods")
  void loadBalancer() throws Exception {
    scene.create("07-loadbalancer");
    scene.awaitReady("myapp-rs-lb", 2);
    String address =
        within(
            Duration.ofSeconds(5),
            () ->
                scene.run(
                    "get",
                    "svc",
                    "myapp-svc-lb",
                    "-o",
                    "jsonpath={.status.loadBalancer.ingress[0].ip}"),
            ip -> !ip.isEmpty());
    assertThat(scene.run("get", "svc", "myapp-svc-lb", "--no-headers"))
        .contains(" " + address + " ");
    eventually(
        () -> Host.curl("http://" + address).output(), answer -> answer.startsWith("myapp-rs-lb-"));
    scene.run("delete", "svc", "myapp-svc-lb");
    eventually(() -> Host.curl("http://" + address).exitCode(), code -> code != 0);
  }

  @Test
  @DisplayName("12 an ExternalName is another name, and may change")
  void externalName() throws Exception {
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
  @DisplayName("13 Ingress routes by host and path on every node, with TLS and cookie affinity")
  void ingress(@TempDir Path directory) throws Exception {
    scene.create("09-ingress");
    scene.awaitReady("myapp-rs-ing", 2);
    List<String> nodes = nodeAddresses();
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
    serveOverTls(directory, nodes.getFirst());

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

  private void serveOverTls(Path directory, String node) throws Exception {
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

  @Test
  @DisplayName("14 a pod that is not ready is no endpoint and gets no packet")
  void readiness() throws Exception {
    scene.create("10-readiness");
    scene.run("wait", "--for=condition=Ready", "pod/probe-http", "pod/probe-tcp", "--timeout=60s");
    eventually(() -> scene.endpoints("myapp-svc-ready"), endpoints -> endpoints.size() == 2);
    String pod =
        scene.pods("app=myapp-rs-ready", "{.metadata.name}").stream()
            .filter(name -> name.startsWith("myapp-rs-ready-"))
            .findAny()
            .orElseThrow();

    scene.run("exec", pod, "--", "touch", "/tmp/ready");
    within(
        Duration.ofSeconds(10),
        () -> scene.endpoints("myapp-svc-ready"),
        endpoints -> endpoints.size() == 3);
    Client client = scene.client("nettool");
    assertThat(client.answersByPod(100, "http://myapp-svc-ready"))
        .containsOnlyKeys("probe-http", "probe-tcp", pod);

    scene.run("exec", pod, "--", "rm", "/tmp/ready");
    within(
        Duration.ofSeconds(10),
        () -> scene.endpoints("myapp-svc-ready"),
        endpoints -> endpoints.size() == 2);
    assertThat(client.answersByPod(100, "http://myapp-svc-ready"))
        .containsOnlyKeys("probe-http", "probe-tcp");
  }

  @Test
  @DisplayName("15 a headless Service names each pod of a StatefulSet")
  void headless() throws Exception {
    scene.create("11-headless");
    scene.run("rollout", "status", "statefulset/web", "--timeout=60s");
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

    scene.run("scale", "statefulset", "web", "--replicas=1");
    eventually(
        () -> scene.pods("app=web", "{.metadata.name}"), names -> names.equals(Set.of("web-0")));
  }

  @Test
  @DisplayName("16 a Deployment rolls out, and back, without a failed request")
  void deployment() throws Exception {
    scene.create("12-deployment");
    scene.run("rollout", "status", "deployment/myapp-deploy", "--timeout=60s");
    scene.run("patch", "svc", "myapp-svc-deploy", "-p", "{\"spec\":{\"type\":\"NodePort\"}}");
    int port =
        Integer.parseInt(
            scene.run(
                "get", "svc", "myapp-svc-deploy", "-o", "jsonpath={.spec.ports[0].nodePort}"));
    String node = nodeAddresses().getLast();
    eventually(() -> Host.curl("http://" + node + ":" + port).exitCode(), code -> code == 0);
    Set<String> first = scene.pods("app=myapp-deploy", "{.metadata.name}");

    RequestStream stream = new RequestStream(node, port, 200);
    try (stream) {
      scene.run("set", "env", "deployment/myapp-deploy", "RELEASE=2");
      scene.run("rollout", "status", "deployment/myapp-deploy", "--timeout=90s");
      assertThat(scene.pods("app=myapp-deploy", "{.metadata.name}"))
          .doesNotContainAnyElementsOf(first);
      scene.run("rollout", "undo", "deployment/myapp-deploy");
      scene.run("rollout", "status", "deployment/myapp-deploy", "--timeout=90s");
    }
    assertThat(stream.failures()).isEmpty();
    assertThat(stream.sent()).isGreaterThan(500);
  }

  private List<String> nodeAddresses() throws Exception {
    return Arrays.asList(
        kubectl
            .run(
                "get",
                "nodes",
                "-o",
                "jsonpath={.items[*].status.addresses[?(@.type==\"InternalIP\")].address}")
            .split(" "));
  }

  private static String address(Client client, String name) throws Exception {
    return client.run("dig", "+short", name).strip();
  }

  private static double metric(Client client, String server, String name) throws Exception {
    return client
        .run("curl", "-s", "-m", "2", "http://" + server + "/metrics")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static double chiSquare(Collection<Long> counts) {
    double expected = counts.stream().mapToLong(Long::longValue).average().orElseThrow();
    return counts.stream().mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
  }

  private static List<String> lines(String text) {
    return text.lines().filter(line -> !line.isBlank()).toList();
  }
}
