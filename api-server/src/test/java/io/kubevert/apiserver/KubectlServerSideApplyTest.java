package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Server-side apply and the owners of fields, as a user of kubectl sees them. */
class KubectlServerSideApplyTest {
  private static final String COLOURS =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: %s}
      data:
        sky: %s
      """;

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  @Test
  void refusesToTakeWhatSomebodyElseOwns() throws Exception {
    assertThat(apply(COLOURS.formatted("shared", "blue"), "--field-manager=one"))
        .contains("configmap/shared serverside-applied");
    assertThat(apply(COLOURS.formatted("shared", "grey"), "--field-manager=two"))
        .contains("Apply failed with 1 conflict: conflict with \"one\": .data.sky");
    assertThat(get("shared", "{.data.sky}")).isEqualTo("blue");
    assertThat(apply(COLOURS.formatted("shared", "grey"), "--field-manager=two --force-conflicts"))
        .contains("serverside-applied");
    assertThat(get("shared", "{.data.sky}")).isEqualTo("grey");
    assertThat(get("shared", "{.metadata.managedFields[*].manager}")).isEqualTo("two");
  }

  @Test
  void sharesFieldsOfTheSameValue() throws Exception {
    apply(COLOURS.formatted("common", "blue"), "--field-manager=one");
    apply(COLOURS.formatted("common", "blue"), "--field-manager=two");
    assertThat(get("common", "{.metadata.managedFields[*].manager}")).isEqualTo("one two");
    assertThat(apply(COLOURS.formatted("common", "red"), "--field-manager=one"))
        .contains("conflict with \"two\"");
  }

  @Test
  void removesWhatIsNoLongerApplied() throws Exception {
    String both = COLOURS.formatted("less", "blue") + "  grass: green\n";
    apply(both, "--field-manager=one");
    run("patch configmap less --type=merge -p {\"data\":{\"sea\":\"blue\"}}");
    apply(COLOURS.formatted("less", "blue"), "--field-manager=one");
    assertThat(get("less", "{.data}")).isEqualTo("{\"sea\":\"blue\",\"sky\":\"blue\"}");
  }

  @Test
  void tracksWhoWritesWithoutApplying() throws Exception {
    run("create configmap tracked --from-literal=a=1");
    assertThat(get("tracked", "{.metadata.managedFields[0].manager}")).isEqualTo("kubectl-create");
    assertThat(get("tracked", "{.metadata.managedFields[0].fieldsV1}"))
        .isEqualTo("{\"f:data\":{\".\":{},\"f:a\":{}}}");
    run("label configmap tracked x=y");
    assertThat(get("tracked", "{.metadata.managedFields[*].manager}"))
        .isEqualTo("kubectl-create kubectl-label");
    String revision = get("tracked", "{.metadata.resourceVersion}");
    run("label configmap tracked x=y --overwrite");
    assertThat(get("tracked", "{.metadata.resourceVersion}")).isEqualTo(revision);
  }

  @Test
  void mergesListsByTheirKeys() throws Exception {
    String service =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec:
          selector: {app: web}
          ports:
          - {name: http, port: 80}
        """;
    apply(service, "--field-manager=one");
    apply(
        service.replace("{name: http, port: 80}", "{name: https, port: 443}"),
        "--field-manager=two");
    assertThat(run("get service web -o jsonpath={.spec.ports[*].port}")).isEqualTo("80 443");
    String moved = service.replace("port: 80", "port: 81");
    apply(moved, "--field-manager=one");
    assertThat(run("get service web -o jsonpath={.spec.ports[*].port}")).isEqualTo("443 81");
    assertThat(apply(service.replace("ports:", "port:"), "--field-manager=one"))
        .contains("unknown field \"spec.port\"");
  }

  @Test
  void takesOverFromClientSideApply() throws Exception {
    run(COLOURS.formatted("moved", "blue"), "apply -f -");
    assertThat(apply(COLOURS.formatted("moved", "red"), "--field-manager=robot"))
        .contains("conflict with \"kubectl-client-side-apply\" using v1: .data.sky");
    assertThat(apply(COLOURS.formatted("moved", "red"), "")).contains("serverside-applied");
    assertThat(get("moved", "{.data.sky}")).isEqualTo("red");
    assertThat(get("moved", "{.metadata.annotations}")).contains("{\\\"sky\\\":\\\"red\\\"}");
  }

  @Test
  void showsWhatWouldChange() throws Exception {
    run(COLOURS.formatted("seen", "blue"), "apply -f -");
    Kubectl.Result same = server.kubectl().run(COLOURS.formatted("seen", "blue"), "diff -f -");
    assertThat(same.code()).as(same.output()).isZero();
    for (String how : new String[] {"", " --server-side --force-conflicts"}) {
      Kubectl.Result diff =
          server.kubectl().run(COLOURS.formatted("seen", "red"), "diff -f -" + how);
      assertThat(diff.output()).contains("-  sky: blue", "+  sky: red");
      assertThat(diff.code()).isEqualTo(1);
    }
    assertThat(get("seen", "{.data.sky}")).isEqualTo("blue");
  }

  private static String apply(String manifest, String options) throws Exception {
    return run(manifest, ("apply --server-side -f - " + options).strip());
  }

  private static String get(String name, String path) throws Exception {
    return run("get configmap " + name + " --show-managed-fields -o jsonpath=" + path);
  }

  private static String run(String line) throws Exception {
    return run("", line);
  }

  private static String run(String input, String line) throws Exception {
    return server.run(input, line);
  }
}
