package io.kubevert.walkthrough;

import static io.kubevert.walkthrough.Eventually.eventually;

import io.kubevert.client.process.Command;
import io.kubevert.local.junit.Kubectl;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A namespace of a cluster, and what the walkthrough's cases do in it.
 *
 * @param kubectl of the cluster
 * @param namespace where everything happens
 */
public record Scene(Kubectl kubectl, String namespace) {
  private static final Path HOME = Path.of(System.getProperty("kubevert.home", ".."));

  /** Makes a namespace. */
  static Scene create(Kubectl kubectl, String namespace) throws Exception {
    kubectl.run("create", "namespace", namespace);
    return new Scene(kubectl, namespace);
  }

  /** Makes another namespace, whose name tells that it belongs to this one. */
  Scene beside(String name) throws Exception {
    return create(kubectl, namespace + "-" + name);
  }

  /** Removes the namespace with everything in it, soon. */
  void remove() throws Exception {
    kubectl.run("delete", "namespace", namespace, "--wait=false");
  }

  /** kubectl in this namespace. */
  public String run(String... arguments) throws Exception {
    return kubectl.run(inNamespace(arguments));
  }

  /** kubectl in this namespace, whatever its exit code. */
  public Command.Result tryToRun(String... arguments) throws Exception {
    return kubectl.tryToRun("", inNamespace(arguments));
  }

  /** kubectl in this namespace, with a text on its standard input. */
  public String runWith(String input, String... arguments) throws Exception {
    return kubectl.runWith(input, inNamespace(arguments));
  }

  /** The path of a file or folder below {@code examples/}. */
  static String example(String path) {
    return HOME.resolve("examples").resolve(path).toString();
  }

  /** Creates everything in a folder below {@code examples/}. */
  public void create(String folder) throws Exception {
    run("create", "-f", example(folder));
  }

  /** Starts a pod to look at the cluster from, and waits until it is ready. */
  public Client client(String name, String... flags) throws Exception {
    List<String> words =
        Stream.of(
                List.of("run", name, "--image=c1t1d0s7/network-multitool", "--restart=Never"),
                List.of(flags),
                List.of("--", "sleep", "infinity"))
            .flatMap(List::stream)
            .toList();
    run(words.toArray(String[]::new));
    run("wait", "--for=condition=Ready", "pod/" + name, "--timeout=60s");
    return new Client(this, name);
  }

  /** Starts pods to look at the cluster from, each with an address of its own. */
  List<Client> clients(String name, int count) throws Exception {
    runWith(
        """
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: %1$s}
        spec:
          replicas: %2$d
          selector: {matchLabels: {app: %1$s}}
          template:
            metadata: {labels: {app: %1$s}}
            spec:
              containers:
              - {name: client, image: c1t1d0s7/network-multitool, command: [sleep, infinity]}
        """
            .formatted(name, count),
        "create",
        "-f",
        "-");
    awaitReady(name, count);
    return pods("app=" + name, "{.metadata.name}").stream()
        .map(pod -> new Client(this, pod))
        .toList();
  }

  /** Waits until a ReplicaSet's pods are all ready. */
  public void awaitReady(String replicaSet, int count) throws Exception {
    eventually(
        () -> run("get", "rs", replicaSet, "--no-headers"),
        line -> line.matches(replicaSet + " +%1$d +%1$d +%1$d +\\S+\n".formatted(count)));
  }

  /** The addresses behind a Service, each with its port. */
  public Set<String> endpoints(String service) throws Exception {
    String lines =
        run(
            "get",
            "endpointslices",
            "-l",
            "kubernetes.io/service-name=" + service,
            "-o",
            "jsonpath={range .items[*]}{range .endpoints[?(@.conditions.ready==true)]}"
                + "{.addresses[0]} {end}{.ports[*].port}{\"\\n\"}{end}");
    return lines
        .lines()
        .flatMap(
            line -> {
              String[] words = line.split(" ");
              String port = words[words.length - 1];
              return Arrays.stream(words, 0, words.length - 1).map(ip -> ip + ":" + port);
            })
        .collect(Collectors.toSet());
  }

  /** A field of every pod with a label that is not on its way out. */
  public Set<String> pods(String label, String field) throws Exception {
    return run(
            "get",
            "pods",
            "-l",
            label,
            "-o",
            "jsonpath={range .items[*]}{.metadata.deletionTimestamp}|" + field + "{\"\\n\"}{end}")
        .lines()
        .filter(line -> line.startsWith("|"))
        .map(line -> line.substring(1))
        .collect(Collectors.toSet());
  }

  public String clusterIp(String service) throws Exception {
    return run("get", "svc", service, "-o", "jsonpath={.spec.clusterIP}");
  }

  /** The address of each of the cluster's nodes. */
  List<String> nodeAddresses() throws Exception {
    String addresses = "jsonpath={.items[*].status.addresses[?(@.type==\"InternalIP\")].address}";
    return Arrays.asList(kubectl.run("get", "nodes", "-o", addresses).split(" "));
  }

  private String[] inNamespace(String... arguments) {
    return Stream.concat(Stream.of("--namespace", namespace), Stream.of(arguments))
        .toArray(String[]::new);
  }
}
