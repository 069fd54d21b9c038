package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.kinds.ClusterSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The addresses of Services as objects, further ranges of them, and addresses of both families. */
class KubectlServiceCidrTest {
  @RegisterExtension
  static final RunningApiServer server =
      new RunningApiServer(new ClusterSettings("10.233.0.0/18,fd00:10:233::/112", 30000, 32767));

  @Test
  void everyClusterIpIsAnObject() throws Exception {
    assertThat(run("get servicecidrs"))
        .containsPattern("NAME +CIDRS +AGE\nkubernetes +10.233.0.0/18,fd00:10:233::/112 ");
    run("wait --for=condition=Ready servicecidr/kubernetes --timeout=30s");
    run("create service clusterip web --tcp=80 --clusterip=10.233.0.77");
    run("wait --for=create ipaddress/10.233.0.77 --timeout=30s");
    assertThat(run("get ipaddress 10.233.0.77"))
        .containsPattern("NAME +PARENTREF *\n10.233.0.77 +services/default/web *");
    run("delete ipaddress 10.233.0.77");
    run("wait --for=create ipaddress/10.233.0.77 --timeout=30s");
    run("delete service web");
    run("wait --for=delete ipaddress/10.233.0.77 --timeout=30s");
    assertThat(run("get ipaddress 10.233.0.77")).contains("not found");
  }

  @Test
  void rangesComeAndGo() throws Exception {
    assertThat(run("create service clusterip far --tcp=80 --clusterip=10.99.0.5"))
        .contains("the provided IP (10.99.0.5) is not in the valid range");
    apply("ServiceCIDR", "more", "{cidrs: [10.99.0.0/24]}");
    assertThat(run("create service clusterip far --tcp=80 --clusterip=10.99.0.5"))
        .isEqualTo("service/far created\n");
    run("wait --for=create ipaddress/10.99.0.5 --timeout=30s");
    run("delete servicecidr more --wait=false");
    run("wait --for=condition=Ready=False servicecidr/more --timeout=30s");
    assertThat(run("get servicecidr more -o jsonpath={.metadata.finalizers}"))
        .isEqualTo("[\"networking.k8s.io/service-cidr-finalizer\"]");
    assertThat(run("get servicecidr more -o jsonpath={.status.conditions[0].message}"))
        .startsWith("There are still IPAddresses referencing the ServiceCIDR");
    run("delete service far");
    run("wait --for=delete servicecidr/more --timeout=30s");
    assertThat(run("get servicecidr more")).contains("not found");
    assertThat(run("create service clusterip far --tcp=80 --clusterip=10.99.0.6"))
        .contains("is not in the valid range");
  }

  @Test
  void refusesRangesThatAreNone() throws Exception {
    assertThat(apply("ServiceCIDR", "bad", "{cidrs: [10.99.0.0/40]}"))
        .contains("spec.cidrs[0]: Invalid value: \"10.99.0.0/40\": must be a valid CIDR value");
    assertThat(apply("ServiceCIDR", "bad", "{cidrs: [10.98.0.0/24, 10.99.0.0/24]}"))
        .contains("may specify no more than one IP for each IP family");
    assertThat(apply("IPAddress", "10.0.0.300", "{parentRef: {resource: a, name: b}}"))
        .contains("metadata.name: Invalid value: \"10.0.0.300\": must be a valid IP address");
    assertThat(run("patch servicecidr kubernetes -p {\"spec\":{\"cidrs\":[\"10.1.0.0/24\"]}}"))
        .contains("spec.cidrs: Invalid value: [\"10.1.0.0/24\"]: field is immutable");
  }

  /** Another program than a Service may have an address, too. */
  @Test
  void anAddressThatSomebodyElseHasIsGivenToNoService() throws Exception {
    String parent = "{parentRef: {group: example.com, resource: gateways, name: edge}}";
    assertThat(apply("IPAddress", "10.233.0.90", parent)).contains("created");
    assertThat(run("get ip 10.233.0.90")).contains("gateways.example.com/edge");
    assertThat(run("create service clusterip late --tcp=80 --clusterip=10.233.0.90"))
        .contains("failed to allocate IP 10.233.0.90: provided IP is already allocated");
    run("delete ip 10.233.0.90");
    assertThat(run("create service clusterip late --tcp=80 --clusterip=10.233.0.90"))
        .contains("service/late created");
  }

  @Test
  void aServiceGoesToTwoFamiliesAndBack() throws Exception {
    run("create service clusterip dual --tcp=80 --clusterip=10.233.0.80");
    patch("dual", "{\"spec\":{\"ipFamilyPolicy\":\"RequireDualStack\"}}");
    String both = run("get service dual -o jsonpath={.spec.clusterIPs[*]}");
    assertThat(both).startsWith("10.233.0.80 fd00:10:233::");
    String second = both.split(" ")[1];
    run("wait --for=create ipaddress/" + second + " --timeout=30s");
    assertThat(patch("dual", "{\"spec\":{\"clusterIPs\":[\"10.233.0.80\"]}}"))
        .contains(
            "spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": must be 'SingleStack' to"
                + " release the secondary cluster IP");
    patch("dual", "{\"spec\":{\"ipFamilyPolicy\":\"SingleStack\"}}");
    assertThat(run("get service dual -o jsonpath={.spec.clusterIPs[*]}")).isEqualTo("10.233.0.80");
    assertThat(run("get service dual -o jsonpath={.spec.ipFamilies[*]}")).isEqualTo("IPv4");
    assertThat(run("wait --for=delete ipaddress/" + second + " --timeout=30s"))
        .doesNotContain("timed out");
  }

  /** Eight kubectl at a time want one node port and one address: one gets them. */
  @Test
  void ofManyOneGetsIt() throws Exception {
    String wanted =
        "{type: NodePort, clusterIP: 10.233.0.66, ports: [{port: 80, nodePort: 30066}]}";
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Process process = server.kubectl().start("create -f -");
      try (var input = process.outputWriter()) {
        input.write(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: rival-%d}
            spec: %s
            """
                .formatted(i, wanted));
      }
      all.add(process);
    }
    int created = 0;
    for (Process process : all) {
      String output = new String(process.getInputStream().readAllBytes());
      created += process.waitFor() == 0 ? 1 : 0;
      assertThat(output).containsAnyOf("created", "provided IP is already allocated");
    }
    assertThat(created).isEqualTo(1);
  }

  private static String apply(String kind, String name, String spec) throws Exception {
    String manifest =
        """
        apiVersion: networking.k8s.io/v1beta1
        kind: %s
        metadata: {name: %s}
        spec: %s
        """;
    return server.kubectl().run(manifest.formatted(kind, name, spec), "create -f -").output();
  }

  private static String patch(String service, String patch) throws Exception {
    return run("patch service " + service + " --type=merge -p " + patch);
  }

  private static String run(String line) throws Exception {
    return server.run(line);
  }
}
