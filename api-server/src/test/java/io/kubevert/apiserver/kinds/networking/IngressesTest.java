package io.kubevert.apiserver.kinds.networking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.kinds.Writes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngressesTest {
  private static final IngressConversion CONVERSION =
      new IngressConversion("networking.k8s.io/v1beta1");
  private static final String BACKEND = "backend: {service: {name: s, port: {number: 80}}}";
  private final Writes ingresses = new Writes(Ingresses.definition());

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | spec: Invalid value: {}: either `defaultBackend` or `rules` must be specified",
        "{rules: [{host: 1.2.3.4}]} | spec.rules[0].host: Invalid value: \"1.2.3.4\": must be a DNS name, not an IP address",
        "{rules: [{http: {paths: []}}]} | spec.rules[0].http.paths: Required value",
        "{defaultBackend: {}} | spec.defaultBackend: Required value: resource or service backend is required",
        "{defaultBackend: {service: {name: s}}} | spec.defaultBackend.service: Required value: port name or number is required",
        "{defaultBackend: {service: {name: s, port: {name: a, number: 1}}}} | spec.defaultBackend.service: Invalid value: \"\": cannot set both port name & port number",
        "{defaultBackend: {service: {name: s, port: {number: 1}}, resource: {kind: A, name: b}}} | spec.defaultBackend: Invalid value: \"\": cannot set both resource and service backends",
      })
  void refuses(String spec, String fault) {
    assertThat(ingresses.create("spec: " + spec).faults()).containsExactly(fault);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "path: / | pathType: Required value: pathType must be specified",
        "path: a, pathType: Exact | path: Invalid value: \"a\": must be an absolute path",
        "path: /a//b, pathType: Prefix | path: Invalid value: \"/a//b\": must not contain '//'",
        "path: /a/./b, pathType: Prefix | path: Invalid value: \"/a/./b\": must not contain '/./'",
        "path: /a%2fb, pathType: Exact | path: Invalid value: \"/a%2fb\": must not contain '%2f'",
        "path: /a/.., pathType: Exact | path: Invalid value: \"/a/..\": cannot end with '/..'",
        "path: /, pathType: Other | pathType: Unsupported value: \"Other\": supported values: \"Exact\", \"ImplementationSpecific\", \"Prefix\"",
      })
  void refusesPaths(String path, String fault) {
    String spec = "spec: {rules: [{http: {paths: [{" + path + ", " + BACKEND + "}]}}]}";
    assertThat(ingresses.create(spec).faults())
        .containsExactly("spec.rules[0].http.paths[0]." + fault);
  }

  @Test
  void refusesTwoClasses() {
    String ingress =
        "{metadata: {annotations: {kubernetes.io/ingress.class: a}},"
            + " spec: {ingressClassName: b, rules: [{host: '*.example.com'}]}}";
    assertThat(ingresses.create(ingress).faults())
        .containsExactly(
            "metadata.annotations.kubernetes.io/ingress.class: Invalid value: \"a\": must match"
                + " `ingressClassName` when both are specified");
  }

  @Test
  void convertsOldVersionsWithoutLoss() {
    ObjectNode old =
        Yaml.object(
            """
            apiVersion: networking.k8s.io/v1beta1
            kind: Ingress
            metadata: {name: web}
            spec:
              backend: {serviceName: fallback, servicePort: http}
              rules:
              - host: a.example
                http:
                  paths:
                  - {path: /, pathType: Prefix, backend: {serviceName: web, servicePort: 80}}
                  - {path: /r, pathType: Exact, backend: {resource: {kind: Bucket, name: b}}}
            """);
    ObjectNode current = CONVERSION.toStored(old);
    assertThat(current)
        .isEqualTo(
            Yaml.object(
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                spec:
                  defaultBackend: {service: {name: fallback, port: {name: http}}}
                  rules:
                  - host: a.example
                    http:
                      paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
                      - {path: /r, pathType: Exact, backend: {resource: {kind: Bucket, name: b}}}
                """));
    assertThat(CONVERSION.fromStored(current)).isEqualTo(old);
  }

  @Test
  void oldPathsWithoutTypeAreImplementationSpecific() {
    ObjectNode old =
        Yaml.object(
            "spec: {rules: [{http: {paths: [{backend: {serviceName: a, servicePort: 1}}]}}]}");
    assertThat(CONVERSION.toStored(old).at("/spec/rules/0/http/paths/0/pathType").asText())
        .isEqualTo("ImplementationSpecific");
  }

  @Test
  void newIngressesGetTheDefaultClass() {
    List<ObjectNode> classes = List.of(ingressClass("plain", "false"), ingressClass("new", "true"));
    ObjectNode ingress = Yaml.object("spec: {}");
    DefaultIngressClass.apply(ingress, classes);
    assertThat(ingress.at("/spec/ingressClassName").asText()).isEqualTo("new");

    ObjectNode annotated =
        Yaml.object("{metadata: {annotations: {kubernetes.io/ingress.class: x}}, spec: {}}");
    DefaultIngressClass.apply(annotated, classes);
    assertThat(annotated.path("spec")).isEmpty();
  }

  @Test
  void ofSeveralDefaultClassesNoneIs() {
    List<ObjectNode> classes = List.of(ingressClass("a", "true"), ingressClass("b", "true"));
    ObjectNode ingress = Yaml.object("{metadata: {name: web}, spec: {}}");
    assertThatThrownBy(() -> DefaultIngressClass.apply(ingress, classes))
        .hasMessage(
            "ingresses.networking.k8s.io \"web\" is forbidden: Internal error occurred: 2 default"
                + " IngressClasses were found, only 1 allowed");
  }

  private static ObjectNode ingressClass(String name, String isDefault) {
    return Yaml.object(
        "metadata: {name: "
            + name
            + ", annotations: {ingressclass.kubernetes.io/is-default-class: '"
            + isDefault
            + "'}}");
  }
}
