package io.kubevert.apiserver.kinds.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.kinds.Writes;
import io.kubevert.apiserver.registry.ResourceDefinition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadsTest {
  private static final String SPEC =
      "{selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}},"
          + " spec: {containers: [{name: c, image: w}]}}}";

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "replicasets, /replicas, 1",
    "replicasets, /template/spec/restartPolicy, Always",
    "replicasets, /template/spec/containers/0/imagePullPolicy, Always",
    "deployments, /replicas, 1",
    "deployments, /strategy/type, RollingUpdate",
    "deployments, /strategy/rollingUpdate/maxSurge, 25%",
    "deployments, /strategy/rollingUpdate/maxUnavailable, 25%",
    "deployments, /revisionHistoryLimit, 10",
    "deployments, /progressDeadlineSeconds, 600",
    "statefulsets, /podManagementPolicy, OrderedReady",
    "statefulsets, /updateStrategy/rollingUpdate/partition, 0",
    "statefulsets, /persistentVolumeClaimRetentionPolicy/whenDeleted, Retain",
    "daemonsets, /updateStrategy/rollingUpdate/maxUnavailable, 1",
    "daemonsets, /revisionHistoryLimit, 10",
  })
  void defaults(String plural, String pointer, String value) {
    var outcome = writes(plural).create("spec: " + SPEC);
    assertThat(outcome.faults()).isEmpty();
    assertThat(outcome.object().path("spec").at(pointer).asText()).isEqualTo(value);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "replicasets | selector: null | spec.selector: Required value",
        "replicasets | selector: {matchLabels: {a: c}} | spec.template.metadata.labels: Invalid value: {\"a\":\"b\"}: `selector` does not match template `labels`",
        "replicasets | replicas: -1 | spec.replicas: Invalid value: -1: must be greater than or equal to 0",
        "deployments | strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}} | spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
        "deployments | strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}} | spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"0\": may not be 0 when `maxSurge` is 0",
        "deployments | selector: {matchExpressions: [{key: a, operator: In}]} | spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
        "deployments | selector: {matchExpressions: [{key: a, operator: Is}]} | spec.selector.matchExpressions[0].operator: Invalid value: \"Is\": not a valid selector operator",
        "daemonsets | updateStrategy: {rollingUpdate: {maxUnavailable: 0}} | spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0",
        "daemonsets | updateStrategy: {rollingUpdate: {maxSurge: 1}} | spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero",
        "statefulsets | updateStrategy: {rollingUpdate: {partition: -1}} | spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0",
        "statefulsets | podManagementPolicy: Any | spec.podManagementPolicy: Unsupported value: \"Any\": supported values: \"OrderedReady\", \"Parallel\"",
      })
  void refuses(String plural, String field, String fault) {
    ObjectNode workload = Yaml.object("spec: " + SPEC);
    workload.withObject("/spec").setAll(Yaml.object(field));
    assertThat(writes(plural).create(workload).faults()).contains(fault);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"replicasets", "deployments", "daemonsets"})
  void keepTheirSelector(String plural) {
    ObjectNode old = writes(plural).create("spec: " + SPEC).object();
    ObjectNode changed = old.deepCopy();
    changed.withObject("/spec/selector/matchLabels").put("a", "c");
    changed.withObject("/spec/template/metadata/labels").put("a", "c");
    assertThat(writes(plural).update(old, changed).faults())
        .containsExactly(
            "spec.selector: Invalid value: {\"matchLabels\":{\"a\":\"c\"}}: field is immutable");
  }

  @ParameterizedTest
  @CsvSource({"replicas,", "serviceName, updates to statefulset spec for fields other than"})
  void statefulSetsKeepTheirIdentity(String field, String fault) {
    ObjectNode old = writes("statefulsets").create("spec: " + SPEC).object();
    ObjectNode changed = old.deepCopy();
    if (fault == null) {
      changed.withObject("/spec").put(field, 7);
      assertThat(writes("statefulsets").update(old, changed).faults()).isEmpty();
    } else {
      changed.withObject("/spec").put(field, "other");
      assertThat(writes("statefulsets").update(old, changed).faults())
          .singleElement()
          .asString()
          .contains(fault);
    }
  }

  private static Writes writes(String plural) {
    ResourceDefinition definition =
        switch (plural) {
          case "replicasets" -> ReplicaSets.definition();
          case "deployments" -> Deployments.definition();
          case "statefulsets" -> StatefulSets.definition();
          case "daemonsets" -> DaemonSets.definition();
          default -> throw new IllegalArgumentException(plural);
        };
    return new Writes(definition);
  }
}
