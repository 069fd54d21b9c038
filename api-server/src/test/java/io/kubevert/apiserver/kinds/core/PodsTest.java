package io.kubevert.apiserver.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.kinds.Writes;
import io.kubevert.apiserver.kinds.Writes.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodsTest {
  private final Writes pods = new Writes(Pods.definition());

  @Test
  void fillsInWhatIsLeftOut() {
    Outcome outcome =
        pods.create("spec: {containers: [{name: c, image: web, ports: [{containerPort: 80}]}]}");
    assertThat(outcome.faults()).isEmpty();
    assertThat(outcome.object())
        .isEqualTo(
            Yaml.object(
                """
                spec:
                  containers:
                  - name: c
                    image: web
                    imagePullPolicy: Always
                    ports: [{containerPort: 80, protocol: TCP}]
                    resources: {}
                    terminationMessagePath: /dev/termination-log
                    terminationMessagePolicy: File
                  dnsPolicy: ClusterFirst
                  enableServiceLinks: true
                  preemptionPolicy: PreemptLowerPriority
                  priority: 0
                  restartPolicy: Always
                  schedulerName: default-scheduler
                  securityContext: {}
                  serviceAccount: default
                  serviceAccountName: default
                  terminationGracePeriodSeconds: 30
                  tolerations:
                  - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
                  - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
                status: {phase: Pending, qosClass: BestEffort}
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "web,Always",
    "web:latest,Always",
    "web:1.0,IfNotPresent",
    "host:5000/web,Always",
    "host:5000/web:1,IfNotPresent",
    "web@sha256:ab,IfNotPresent",
  })
  void pullsMovingTagsAlways(String image, String policy) {
    ObjectNode pod =
        pods.create("spec: {containers: [{name: c, image: '" + image + "'}]}").object();
    assertThat(pod.at("/spec/containers/0/imagePullPolicy").asText()).isEqualTo(policy);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "readinessProbe: {httpGet: {port: 80}} | /readinessProbe/periodSeconds | 10",
        "readinessProbe: {httpGet: {port: 80}} | /readinessProbe/timeoutSeconds | 1",
        "readinessProbe: {httpGet: {port: 80}} | /readinessProbe/failureThreshold | 3",
        "readinessProbe: {httpGet: {port: 80}} | /readinessProbe/httpGet/path | /",
        "readinessProbe: {httpGet: {port: 80}} | /readinessProbe/httpGet/scheme | HTTP",
        "env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIP}}}] | /env/0/valueFrom/fieldRef/apiVersion | v1",
        "resources: {limits: {cpu: 1}} | /resources/requests/cpu | 1",
      })
  void containerDefaults(String container, String pointer, String value) {
    Outcome outcome = pods.create("spec: {containers: [{name: c, image: w, " + container + "}]}");
    assertThat(outcome.faults()).isEmpty();
    assertThat(outcome.object().at("/spec/containers/0" + pointer).asText()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | BestEffort",
        "{requests: {cpu: 100m}} | Burstable",
        "{limits: {cpu: 1, memory: 1Gi}} | Guaranteed",
        "{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1000m, memory: 1024Mi}} | Guaranteed",
        "{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 500m}} | Burstable",
      })
  void classifiesByResources(String resources, String qosClass) {
    ObjectNode pod =
        pods.create("spec: {containers: [{name: c, image: w, resources: " + resources + "}]}")
            .object();
    assertThat(pod.at("/status/qosClass").asText()).isEqualTo(qosClass);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "containers: [] | spec.containers: Required value",
        "containers: [{image: w}] | spec.containers[0].name: Required value",
        "containers: [{name: c}] | spec.containers[0].image: Required value",
        "containers: [{name: c, image: w}, {name: c, image: w}] | spec.containers[1].name: Duplicate value: \"c\"",
        "containers: [{name: c, image: w, ports: [{containerPort: 70000}]}] | spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
        "containers: [{name: c, image: w, ports: [{containerPort: 1, name: a--b}]}] | spec.containers[0].ports[0].name: Invalid value: \"a--b\": must not contain consecutive hyphens",
        "containers: [{name: c, image: w, volumeMounts: [{name: v, mountPath: /v}]}] | spec.containers[0].volumeMounts[0].name: Not found: \"v\"",
        "containers: [{name: c, image: w, readinessProbe: {periodSeconds: 1}}] | spec.containers[0].readinessProbe: Required value: must specify a handler type",
        "containers: [{name: c, image: w, livenessProbe: {tcpSocket: {port: 1}, successThreshold: 2}}] | spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1",
        "containers: [{name: c, image: w, resources: {requests: {cpu: much}}}] | spec.containers[0].resources.requests[cpu]: Invalid value: \"much\": quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "restartPolicy: Sometimes, containers: [{name: c, image: w}] | spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"Never\", \"OnFailure\"",
        "dnsPolicy: None, containers: [{name: c, image: w}] | spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None",
        "volumes: [{name: v, emptyDir: {}, hostPath: {path: /}}], containers: [{name: c, image: w}] | spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type",
        "hostNetwork: true, containers: [{name: c, image: w, ports: [{containerPort: 80, hostPort: 81}]}] | spec.containers[0].ports[0].containerPort: Invalid value: 80: must match `hostPort` when `hostNetwork` is true",
      })
  void refuses(String spec, String fault) {
    assertThat(pods.create("spec: {" + spec + "}").faults()).containsExactly(fault);
  }

  @Test
  void letsLittleBeChanged() {
    ObjectNode pod = pods.create("spec: {containers: [{name: c, image: w:1}]}").object();
    ObjectNode image = pod.deepCopy();
    ((ObjectNode) image.at("/spec/containers/0")).put("image", "w:2");
    assertThat(pods.update(pod, image).faults()).isEmpty();

    ObjectNode node = pod.deepCopy();
    node.withObject("/spec").put("nodeName", "worker1");
    assertThat(pods.update(pod, node).faults())
        .singleElement()
        .asString()
        .startsWith("spec: Forbidden: pod updates may not change fields other than")
        .endsWith("changed: spec.nodeName");

    ObjectNode another = pod.deepCopy();
    another.withArray("/spec/containers").addObject().put("name", "d").put("image", "w:1");
    assertThat(pods.update(pod, another).faults())
        .containsExactly(
            "spec.containers: Forbidden: pod updates may not add or remove containers");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: {nodeName: n, terminationGracePeriodSeconds: 30} | ''  | 30",
        "spec: {nodeName: n, terminationGracePeriodSeconds: 30} | 5   | 5",
        "spec: {nodeName: n, terminationGracePeriodSeconds: 30} | 0   | 0",
        "spec: {nodeName: n} | -3  | 1",
        "spec: {} | ''  | 0",
        "'{spec: {nodeName: n}, status: {phase: Succeeded}}' | ''  | 0",
      })
  void isGivenTimeToStop(String pod, String requested, long seconds) {
    Long asked = requested.isEmpty() ? null : Long.valueOf(requested);
    assertThat(pods.definition().strategy().gracePeriodSeconds(Yaml.object(pod), asked))
        .isEqualTo(seconds);
  }
}
