package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ResourceQuotas and LimitRanges, as somebody meets them who creates too much. */
class KubectlQuotaTest {
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: NAME, namespace: NAMESPACE}
      spec: {containers: [{name: web, image: kubevert/web, resources: {RESOURCES}}]}
      """;

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  @Test
  void refusesWhatIsMoreThanAQuota() throws Exception {
    run("", "create namespace small");
    run(
        "",
        "create quota q -n small --hard=pods=2,requests.cpu=1,services.nodeports=1,count/configmaps=1");
    assertThat(create(pod("small", "none", "")))
        .endsWith(
            "pods \"none\" is forbidden: failed quota: q: must specify requests.cpu for: web\n");
    assertThat(create(pod("small", "one", "requests: {cpu: 600m}"))).isEqualTo("pod/one created\n");
    assertThat(create(pod("small", "large", "requests: {cpu: 500m}")))
        .endsWith(
            "pods \"large\" is forbidden: exceeded quota: q, requested: requests.cpu=500m, used:"
                + " requests.cpu=600m, limited: requests.cpu=1\n");
    assertThat(create(pod("small", "two", "requests: {cpu: 100m}"))).isEqualTo("pod/two created\n");
    assertThat(create(pod("small", "three", "requests: {cpu: 100m}")))
        .endsWith(
            "pods \"three\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2,"
                + " limited: pods=2\n");
    assertThat(run("", "create service nodeport web --tcp=80 --tcp=81 -n small"))
        .contains("exceeded quota: q, requested: services.nodeports=2, used: services.nodeports=0");
    run("", "wait --for=jsonpath={.status.used.pods}=2 quota/q -n small --timeout=30s");
    assertThat(run("", "get quota q -n small -o jsonpath={.status.used}"))
        .contains("\"requests.cpu\":\"700m\"", "\"services.nodeports\":\"0\"");
  }

  /** Of many that come at one time, not one more than there is room for. */
  @Test
  void countsWritesThatAreUnderWay() throws Exception {
    run("", "create namespace crowded");
    run("", "create quota q -n crowded --hard=count/secrets=5");
    List<Process> creating = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      creating.add(server.kubectl().start("create secret generic s" + i + " -n crowded"));
    }
    int created = 0;
    for (Process each : creating) {
      created += each.waitFor() == 0 ? 1 : 0;
    }
    assertThat(created).isEqualTo(5);
  }

  @Test
  void fillsInAndChecksLimits() throws Exception {
    run("", "create namespace limited");
    String range =
        """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: r, namespace: limited}
        spec:
          limits:
          - {type: Container, default: {cpu: 500m}, defaultRequest: {cpu: 100m}, min: {cpu: 50m}, max: {cpu: "1"}}
        """;
    assertThat(create(range)).isEqualTo("limitrange/r created\n");
    assertThat(create(pod("limited", "plain", ""))).isEqualTo("pod/plain created\n");
    assertThat(
            run(
                "",
                "get pod plain -n limited -o jsonpath={.spec.containers[0].resources},{.status.qosClass}"))
        .isEqualTo("{\"limits\":{\"cpu\":\"500m\"},\"requests\":{\"cpu\":\"100m\"}},Burstable");
    assertThat(create(pod("limited", "wrong", "requests: {cpu: 10m}, limits: {cpu: 2}")))
        .endsWith(
            "pods \"wrong\" is forbidden: [minimum cpu usage per Container is 50m, but request is"
                + " 10m, maximum cpu usage per Container is 1, but limit is 2]\n");
    assertThat(
            create(range.replace("name: r", "name: s").replace("min: {cpu: 50m}", "min: {cpu: 2}")))
        .contains("min value 2 is greater than max value 1");
  }

  private static String pod(String namespace, String name, String resources) {
    return POD.replace("NAMESPACE", namespace)
        .replace("NAME", name)
        .replace("RESOURCES", resources);
  }

  private static String create(String manifest) throws Exception {
    return run(manifest, "create -f -");
  }

  private static String run(String input, String line) throws Exception {
    return server.run(input, line);
  }
}
