package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kinds that are served in several versions, as a user of kubectl sees them. */
class KubectlVersionsTest {
  private static final String INGRESS =
      """
      apiVersion: %s
      kind: Ingress
      metadata:
        name: %s
        annotations: {kubernetes.io/ingress.class: nginx}
      spec:
        rules:
        - host: old.example.com
          http:
            paths:
            - path: /
              backend: {serviceName: web, servicePort: 80}
      """;

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  @Test
  void takesIngressesFromBefore() throws Exception {
    String old = INGRESS.formatted("networking.k8s.io/v1beta1", "old");
    assertThat(run(old, "create -f -"))
        .contains(
            "Warning: networking.k8s.io/v1beta1 Ingress is deprecated in v1.19+, unavailable in"
                + " v1.22+; use networking.k8s.io/v1 Ingress",
            "ingress.networking.k8s.io/old created");
    assertThat(run("", "get ingress old -o jsonpath={.apiVersion}{.spec.rules[0].http.paths[0]}"))
        .startsWith("networking.k8s.io/v1{")
        .contains(
            "\"service\":{\"name\":\"web\",\"port\":{\"number\":80}}",
            "\"pathType\":\"ImplementationSpecific\"");
    assertThat(run("", "get ingresses.v1beta1.networking.k8s.io old -o yaml"))
        .contains("apiVersion: networking.k8s.io/v1beta1", "serviceName: web", "servicePort: 80");
    assertThat(run("", "get ingresses.v1beta1.networking.k8s.io"))
        .contains("NAME", "old", "nginx", "old.example.com");
    assertThat(run("", "delete ingresses.v1beta1.networking.k8s.io old")).contains("deleted");
    assertThat(run("", "get ingress old")).contains("NotFound");
  }

  @Test
  void appliesIngressesFromLongBefore() throws Exception {
    String old =
        INGRESS
            .formatted("extensions/v1beta1", "older")
            .replace("- path: /", "- pathType: Prefix\n        path: /");
    assertThat(run(old, "apply -f -")).contains("ingress.extensions/older created");
    assertThat(run(old, "apply -f -")).contains("ingress.extensions/older unchanged");
    assertThat(run(old.replace("servicePort: 80", "servicePort: http"), "apply -f -"))
        .contains("ingress.extensions/older configured");
    assertThat(run("", "get ingress older -o jsonpath={..service.port}"))
        .isEqualTo("{\"name\":\"http\"}");
    assertThat(run(old, "delete -f -")).contains("ingress.extensions \"older\" deleted");
  }

  @Test
  void refusesFieldsOfAnotherVersion() throws Exception {
    String mixed = INGRESS.formatted("networking.k8s.io/v1", "mixed");
    assertThat(run(mixed, "create -f -"))
        .contains("unknown field \"spec.rules[0].http.paths[0].backend.serviceName\"");
  }

  @Test
  void watchesOldVersions() throws Exception {
    Process watch =
        server
            .kubectl()
            .start("get ingresses.v1beta1.networking.k8s.io -w -o jsonpath={..backend}");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(watch.getInputStream(), StandardCharsets.UTF_8))) {
      run(INGRESS.formatted("networking.k8s.io/v1beta1", "watched"), "create -f -");
      StringBuilder seen = new StringBuilder();
      while (!seen.toString().contains("\"serviceName\":\"web\"")) {
        int read = lines.read();
        assertThat(read).as(seen.toString()).isNotNegative();
        seen.append((char) read);
      }
    } finally {
      watch.destroy();
      watch.waitFor();
      run("", "delete ingress watched");
    }
  }

  @Test
  void discoversEveryVersionWithTheNewestFirst() throws Exception {
    assertThat(run("", "api-versions"))
        .contains("extensions/v1beta1", "networking.k8s.io/v1\n", "networking.k8s.io/v1beta1\n");
    assertThat(run("", "api-resources --api-group=networking.k8s.io"))
        .contains("networking.k8s.io/v1 ");
    assertThat(run("", "explain ingress.spec.defaultBackend.service")).contains("VERSION:    v1\n");
    assertThat(run("", "explain ingress.spec.backend --api-version=extensions/v1beta1"))
        .contains("serviceName");
    assertThat(run("", "get ing,ev")).doesNotContain("could also match");
  }

  @Test
  void givesNewIngressesTheDefaultClass() throws Exception {
    run(
        """
        apiVersion: networking.k8s.io/v1
        kind: IngressClass
        metadata:
          name: fallback
          annotations: {ingressclass.kubernetes.io/is-default-class: "true"}
        spec: {controller: example.com/fallback}
        """,
        "create -f -");
    assertThat(run("", "create ingress plain --rule=a.example/=web:80")).contains("created");
    assertThat(run("", "get ingress plain -o jsonpath={.spec.ingressClassName}"))
        .isEqualTo("fallback");
    assertThat(run("", "create ingress own --class=mine --rule=a.example/=web:80"))
        .contains("created");
    assertThat(run("", "get ingress own -o jsonpath={.spec.ingressClassName}")).isEqualTo("mine");
    run("", "delete ingressclass fallback");
  }

  @Test
  void showsEventsInBothVersions() throws Exception {
    String event =
        """
        apiVersion: events.k8s.io/v1
        kind: Event
        metadata: {name: started}
        eventTime: "2026-01-01T00:00:00.000000Z"
        reportingController: example.com/agent
        reportingInstance: agent-1
        action: Starting
        reason: Started
        type: Normal
        note: it runs
        regarding: {kind: Pod, name: web, namespace: default}
        """;
    assertThat(run(event, "create -f -")).contains("event.events.k8s.io/started created");
    assertThat(run("", "get event started -o jsonpath={.message}/{.involvedObject.name}"))
        .isEqualTo("it runs/web");
    assertThat(run("", "get events.v1.events.k8s.io started -o jsonpath={.note}"))
        .isEqualTo("it runs");
    assertThat(run("", "get events.v1.events.k8s.io started"))
        .contains("Normal", "Started", "pod/web", "it runs");
  }

  private static String run(String input, String line) throws Exception {
    return server.run(input, line);
  }
}
