package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server as a user of kubectl sees it. */
class KubectlTest {
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
        labels: {app: web}
      spec:
        containers:
        - name: web
          image: kubevert/web
      """;

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  @BeforeAll
  static void start() throws Exception {
    System.out.println("API server started in " + server.startTime().toMillis() + " ms");
  }

  @Test
  void createsReadsAndDeletesConfigMaps() throws Exception {
    succeeds("create configmap colours --from-literal=sky=blue", "configmap/colours created");
    succeeds("get configmap colours -o jsonpath={.data.sky}", "blue");
    fails(
        "create configmap colours --from-literal=sky=blue",
        "error: failed to create configmap: configmaps \"colours\" already exists");
    succeeds("delete configmap colours", "configmap \"colours\" deleted");
    fails(
        "get configmap colours", "Error from server (NotFound): configmaps \"colours\" not found");
  }

  @Test
  void createsSecretsFromBytes() throws Exception {
    succeeds("create secret generic key --from-literal=colour=blue", "secret/key created");
    succeeds("get secret key -o jsonpath={.data.colour}", "Ymx1ZQ==");
  }

  @Test
  void labelsAndSelects() throws Exception {
    succeeds("create configmap one", "created");
    succeeds("create configmap two", "created");
    succeeds("label configmap one tier=front", "configmap/one labeled");
    assertThat(run("get configmaps -l tier=front -o name")).isEqualTo("configmap/one\n");
    assertThat(run("get configmaps --field-selector metadata.name=two -o name"))
        .isEqualTo("configmap/two\n");
    succeeds("label configmap one tier-", "configmap/one unlabeled");
    assertThat(run("get configmaps -l tier=front")).contains("No resources found");
    succeeds("delete configmap one two", "configmap \"two\" deleted");
  }

  @Test
  void appliesPods() throws Exception {
    assertThat(server.kubectl().run(POD, "apply -f -").output()).contains("pod/web created");
    assertThat(server.kubectl().run(POD, "apply -f -").output()).contains("pod/web unchanged");
    String changed = POD.replace("app: web", "app: site");
    assertThat(server.kubectl().run(changed, "apply -f -").output()).contains("pod/web configured");
    assertThat(run("get pods -l app=site")).contains("NAME", "web");
    succeeds("delete pod web", "pod \"web\" deleted");
  }

  @Test
  void refusesUnknownFields() throws Exception {
    Kubectl.Result refused = server.kubectl().run(POD.replace("image:", "imago:"), "apply -f -");
    assertThat(refused.output())
        .contains("strict decoding error: unknown field \"spec.containers[0].imago\"");
    assertThat(refused.code()).isNotZero();
  }

  @Test
  void explainsFields() throws Exception {
    assertThat(run("explain service.spec.clusterIP")).contains("FIELD: clusterIP <string>");
  }

  @Test
  void scales() throws Exception {
    String replicaSet =
        """
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: web}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: kubevert/web}]}
        """;
    assertThat(server.kubectl().run(replicaSet, "create -f -").output()).contains("created");
    succeeds("scale replicaset web --replicas=3", "replicaset.apps/web scaled");
    assertThat(run("get rs web -o jsonpath={.spec.replicas}/{.metadata.generation}"))
        .isEqualTo("3/2");
    succeeds("describe rs web", "Replicas:     0 current / 3 desired");
    succeeds("delete rs web --cascade=orphan --wait=false", "deleted");
    assertThat(run("get rs web -o jsonpath={.metadata.finalizers}")).isEqualTo("[\"orphan\"]");
  }

  @Test
  void keepsTheKubernetesService() throws Exception {
    assertThat(run("get service kubernetes")).contains("10.233.0.1", "443/TCP");
    assertThat(run("get endpoints kubernetes")).contains("192.0.2.1:");
    assertThat(run("get endpointslices")).contains("kubernetes", "192.0.2.1");
  }

  @Test
  void makesNamespacesForTheirContent() throws Exception {
    fails(
        "create configmap x -n nowhere",
        "error: failed to create configmap: namespaces \"nowhere\" not found");
    succeeds("create namespace shop", "namespace/shop created");
    succeeds("create configmap x -n shop", "configmap/x created");
    assertThat(run("get configmaps -A -o name")).contains("configmap/x");
    succeeds("get namespaces", "shop");
  }

  @Test
  void allocatesServiceAddresses() throws Exception {
    succeeds("create service clusterip backend --tcp=80:8080", "service/backend created");
    assertThat(run("get service backend -o jsonpath={.spec.clusterIP}")).startsWith("10.233.");
    succeeds("delete service backend", "service \"backend\" deleted");
  }

  @Test
  void watches() throws Exception {
    Process watch = server.kubectl().start("get configmaps -w --no-headers -o name");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(watch.getInputStream(), StandardCharsets.UTF_8))) {
      succeeds("create configmap watched", "created");
      assertThat(lines.lines().anyMatch("configmap/watched"::equals)).isTrue();
    } finally {
      watch.destroy();
      watch.waitFor();
    }
  }

  @Test
  void tellsWhatItIs() throws Exception {
    assertThat(run("version")).contains("Server Version: v1.32.0+kubevert");
    assertThat(run("get --raw /readyz?verbose")).contains("[+]ping ok", "readyz check passed");
    assertThat(run("api-resources")).contains("configmaps", "cm", "services", "svc");
  }

  private static String run(String line) throws Exception {
    return server.run(line);
  }

  private static void succeeds(String line, String output) throws Exception {
    Kubectl.Result result = server.kubectl().run(line);
    assertThat(result.output()).contains(output);
    assertThat(result.code()).as(result.output()).isZero();
  }

  private static void fails(String line, String output) throws Exception {
    Kubectl.Result result = server.kubectl().run(line);
    assertThat(result.output()).contains(output);
    assertThat(result.code()).isNotZero();
  }
}
