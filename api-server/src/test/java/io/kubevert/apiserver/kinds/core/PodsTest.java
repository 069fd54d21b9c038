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
        "containers: [{name: c, image: w, env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.foo}}}]}] | spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"spec.foo\": error converting fieldPath: field label not supported: spec.foo",
        "containers: [{name: c, image: w, env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.phase}}}]}] | spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: \"status.phase\": supported values: \"metadata.name\", \"metadata.namespace\", \"metadata.uid\", \"spec.nodeName\", \"spec.serviceAccountName\", \"status.hostIP\", \"status.hostIPs\", \"status.podIP\", \"status.podIPs\"",
        "containers: [{name: c, image: w, env: [{name: A, valueFrom: {fieldRef: {fieldPath: \"metadata.name['a']\"}}}]}] | spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"metadata.name['a']\": error converting fieldPath: field label does not support subscript: metadata.name['a']",
        "containers: [{name: c, image: w, env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.gpu}}}]}] | spec.containers[0].env[0].valueFrom.resourceFieldRef.resource: Unsupported value: \"limits.gpu\": supported values: \"limits.cpu\", \"limits.ephemeral-storage\", \"limits.memory\", \"requests.cpu\", \"requests.ephemeral-storage\", \"requests.memory\"",
        "containers: [{name: c, image: w, env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 2}}}]}] | spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: \"2\": only divisor's values 1m and 1 are supported with the cpu resource",
        "containers: [{name: c, image: w, env: [{name: A, value: x, valueFrom: {secretKeyRef: {name: s, key: k}}}]}] | spec.containers[0].env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty",
        "containers: [{name: c, image: w, env: [{name: A, valueFrom: {configMapKeyRef: {name: s}}}]}] | spec.containers[0].env[0].valueFrom.configMapKeyRef.key: Required value",
        "containers: [{name: c, image: w, env: [{name: A=B}]}] | spec.containers[0].env[0].name: Invalid value: \"A=B\": a valid environment variable name must consist only of printable ASCII characters other than '='",
        "containers: [{name: c, image: w, envFrom: [{prefix: A}]}] | spec.containers[0].envFrom[0]: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`",
        "containers: [{name: c, image: w, volumeMounts: [{name: v, mountPath: /v, subPath: ../x}]}], volumes: [{name: v}] | spec.containers[0].volumeMounts[0].subPath: Invalid value: \"../x\": must not contain '..'",
        "containers: [{name: c, image: w, volumeMounts: [{name: v, mountPath: /v, subPath: a, subPathExpr: b}]}], volumes: [{name: v}] | spec.containers[0].volumeMounts[0].subPathExpr: Invalid value: \"b\": subPathExpr and subPath are mutually exclusive",
        "containers: [{name: c, image: w, volumeMounts: [{name: v, mountPath: /v, mountPropagation: Bidirectional}]}], volumes: [{name: v}] | spec.containers[0].volumeMounts[0].mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers",
        "containers: [{name: c, image: w, restartPolicy: Always}] | spec.containers[0].restartPolicy: Forbidden: may not be set for non-init containers",
        "containers: [{name: c, image: w}], initContainers: [{name: i, image: w, restartPolicy: Never}] | spec.initContainers[0].restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"",
        "containers: [{name: c, image: w, terminationMessagePolicy: Log}] | spec.containers[0].terminationMessagePolicy: Unsupported value: \"Log\": supported values: \"FallbackToLogsOnError\", \"File\"",
        "containers: [{name: c, image: w, ports: [{containerPort: 80, hostPort: 80, hostIP: here}]}] | spec.containers[0].ports[0].hostIP: Invalid value: \"here\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
        "containers: [{name: c, image: w, resources: {requests: {storage: 1}}}] | spec.containers[0].resources.requests[storage]: Invalid value: \"storage\": must be a standard resource for containers",
        "containers: [{name: c, image: w, resources: {requests: {cpu: -1}}}] | spec.containers[0].resources.requests[cpu]: Invalid value: \"-1\": must be greater than or equal to 0",
        "containers: [{name: c, image: w, securityContext: {runAsUser: -1}}] | spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive",
        "containers: [{name: c, image: w, securityContext: {privileged: true, allowPrivilegeEscalation: false}}] | spec.containers[0].securityContext: Invalid value: {\"privileged\":true,\"allowPrivilegeEscalation\":false}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true",
        "securityContext: {sysctls: [{name: a b, value: c}]}, containers: [{name: c, image: w}] | spec.securityContext.sysctls[0].name: Invalid value: \"a b\": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?([\\./][a-z0-9]([-_a-z0-9]*[a-z0-9])?)*)$",
        "securityContext: {seccompProfile: {type: Localhost}}, containers: [{name: c, image: w}] | spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost",
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}, containers: [{name: c, image: w}] | spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term",
        "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 0, preference: {matchExpressions: [{key: a, operator: Exists}]}}]}}, containers: [{name: c, image: w}] | spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100",
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In}]}]}}}, containers: [{name: c, image: w}] | spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
        "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {}}]}}, containers: [{name: c, image: w}] | spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value: can not be empty",
        "topologySpreadConstraints: [{maxSkew: 0, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}], containers: [{name: c, image: w}] | spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
        "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: Never}], containers: [{name: c, image: w}] | spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: \"Never\": supported values: \"DoNotSchedule\", \"ScheduleAnyway\"",
        "schedulingGates: [{name: a/b}], nodeName: n, containers: [{name: c, image: w}] | spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared",
        "volumes: [{name: v, secret: {secretName: s, defaultMode: 512}}], containers: [{name: c, image: w}] | spec.volumes[0].secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive",
        "volumes: [{name: v, configMap: {name: s, items: [{key: a, path: /b}]}}], containers: [{name: c, image: w}] | spec.volumes[0].configMap.items[0].path: Invalid value: \"/b\": must be a relative path",
        "volumes: [{name: v, hostPath: {path: /a, type: Link}}], containers: [{name: c, image: w}] | spec.volumes[0].hostPath.type: Unsupported value: \"Link\": supported values: \"\", \"BlockDevice\", \"CharDevice\", \"Directory\", \"DirectoryOrCreate\", \"File\", \"FileOrCreate\", \"Socket\"",
        "volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t, expirationSeconds: 60}}]}}], containers: [{name: c, image: w}] | spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes",
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
