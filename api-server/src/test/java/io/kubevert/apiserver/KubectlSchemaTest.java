package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What kubectl makes of the server's schemas: apply, explain, and the faults that it shows. */
class KubectlSchemaTest {
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        type: NodePort
        selector: {app: web}
        ports:
        - {name: http, port: 80, targetPort: 8080}
        - {name: metrics, port: 9090}
      """;
  private static final String REPLICA_SET =
      """
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: kubevert/web
              env: [{name: A, value: "1"}]
            - name: side
              image: kubevert/web
      """;

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  @Test
  void appliesAServiceTwice() throws Exception {
    assertThat(apply(SERVICE)).isEqualTo("service/web created\n");
    String port = run("get service web -o jsonpath={.spec.ports[0].nodePort}");
    assertThat(apply(SERVICE)).isEqualTo("service/web unchanged\n");
    assertThat(apply(SERVICE.replace("targetPort: 8080", "targetPort: http")))
        .isEqualTo("service/web configured\n");
    assertThat(
            run(
                "get service web -o jsonpath={.spec.ports[0].targetPort},{.spec.ports[0].nodePort}"))
        .isEqualTo("http," + port);
    assertThat(apply(SERVICE.replace("  - {name: metrics, port: 9090}\n", "")))
        .isEqualTo("service/web configured\n");
    assertThat(run("get service web -o jsonpath={.spec.ports[*].name}")).isEqualTo("http");
  }

  @Test
  void mergesListsOfATemplateByName() throws Exception {
    assertThat(apply(REPLICA_SET)).isEqualTo("replicaset.apps/web created\n");
    assertThat(run("set env replicaset/web -c web B=2")).contains("env updated");
    assertThat(apply(REPLICA_SET.replace("value: \"1\"", "value: \"3\"")))
        .isEqualTo("replicaset.apps/web configured\n");
    assertThat(
            run(
                "get replicaset web -o"
                    + " jsonpath={.spec.template.spec.containers[0].env},{.spec.template.spec.containers[1].name}"))
        .isEqualTo("[{\"name\":\"A\",\"value\":\"3\"},{\"name\":\"B\",\"value\":\"2\"}],side");
    assertThat(run("get replicaset web -o wide"))
        .contains("DESIRED   CURRENT   READY")
        .contains("web,side")
        .contains("app=web");
  }

  @Test
  void refusesMisspeltFields() throws Exception {
    assertThat(apply(SERVICE.replace("selector:", "selektor:").replace("web}", "wrong}")))
        .contains("strict decoding error: unknown field \"spec.selektor\"");
  }

  @Test
  void showsEveryFaultOfAService() throws Exception {
    assertThat(
            apply(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: broken}
                spec: {type: NodePort, ports: [{port: 80, nodePort: 8080}]}
                """))
        .contains(
            "The Service \"broken\" is invalid: spec.ports[0].nodePort: Invalid value: 8080:"
                + " provided port is not in the valid range. The range of valid ports is"
                + " 30000-32767");
  }

  @Test
  void warnsOfWhatIsKeptAndDoesNotHelp() throws Exception {
    assertThat(
            apply(
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: none}
                spec: {podSelector: {}}
                """))
        .startsWith("Warning: no node enforces network policies")
        .endsWith("networkpolicy.networking.k8s.io/none created\n");
    run("create service clusterip outside --tcp=80");
    assertThat(run("patch service outside -p {\"spec\":{\"externalIPs\":[\"192.0.2.7\"]}}"))
        .startsWith("Warning: spec.externalIPs is deprecated")
        .endsWith("service/outside patched\n");
  }

  @Test
  void explainsAKind() throws Exception {
    assertThat(run("explain service.spec --recursive"))
        .contains("KIND:       Service")
        .contains("sessionAffinityConfig\t<SessionAffinityConfig>")
        .contains("ports\t<[]ServicePort>")
        .contains("selector\t<map[string]string>");
  }

  @Test
  void explainsWhatAFieldIsForAndWhetherItMustBeThere() throws Exception {
    assertThat(run("explain service.spec.ports"))
        .contains("The list of ports that are exposed by this service.")
        .contains("port\t<integer> -required-");
  }

  private static String apply(String manifest) throws Exception {
    return server.kubectl().run(manifest, "apply -f -").output();
  }

  private static String run(String line) throws Exception {
    return server.run(line);
  }
}
