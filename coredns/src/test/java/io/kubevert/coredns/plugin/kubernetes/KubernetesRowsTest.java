package io.kubevert.coredns.plugin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.process.Command;
import io.kubevert.coredns.testing.AnswerRow;
import io.kubevert.coredns.testing.DnsCase;
import io.kubevert.coredns.testing.Objects;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** One cluster by several configurations: a row for each name and type. */
@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubernetesRowsTest {
  private static final List<Scenario> SCENARIOS =
      List.of(
          new Scenario("rows.txt", "pods insecure\n ttl 30", 30),
          new Scenario("rows.txt", "pods insecure\n ttl 3600", 3600),
          new Scenario("rows-verified.txt", "pods verified", 5),
          new Scenario("rows-disabled.txt", "ttl 0", 0),
          new Scenario("rows-namespaces.txt", "pods insecure\n namespaces other", 5),
          new Scenario("rows-namespaces.txt", "pods insecure\n namespace_labels dns=public", 5),
          new Scenario("rows-noendpoints.txt", "noendpoints", 5),
          new Scenario("rows-empty.txt", "ignore empty_service", 5),
          new Scenario("rows-labels.txt", "labels dns=shown", 5),
          new Scenario("rows-labels.txt", "labels dns in (shown, other), !hidden", 5),
          new Scenario("rows-podnames.txt", "endpoint_pod_names", 5),
          new Scenario("rows-zonal.txt", "zonal", 5));
  private static final String SERVICES =
      """
      [{"kind": "Service", "metadata": {"namespace": "other", "name": "shown", "labels": {"dns": "shown"}},
        "spec": {"clusterIP": "10.233.1.77", "clusterIPs": ["10.233.1.77"], "ports": []}},
       {"kind": "Service", "metadata": {"namespace": "other", "name": "crew"},
        "spec": {"clusterIP": "None", "clusterIPs": ["None"], "ports": []}},
       {"kind": "EndpointSlice", "metadata": {"namespace": "other", "name": "crew-1",
        "labels": {"kubernetes.io/service-name": "crew"}}, "addressType": "IPv4", "ports": [],
        "endpoints": [
          {"addresses": ["10.233.67.211"], "hostname": "captain", "targetRef": {"kind": "Pod", "name": "crew-a"}},
          {"addresses": ["10.233.67.212"], "targetRef": {"kind": "Pod", "name": "crew-b"}},
          {"addresses": ["10.233.67.213"]}]},
       {"kind": "Service", "metadata": {"namespace": "other", "name": "zoned"},
        "spec": {"clusterIP": "None", "clusterIPs": ["None"], "ports": [{"name": "http", "port": 80}]}},
       {"kind": "EndpointSlice", "metadata": {"namespace": "other", "name": "zoned-1",
        "labels": {"kubernetes.io/service-name": "zoned"}}, "addressType": "IPv4",
        "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
        "endpoints": [
          {"addresses": ["10.233.68.1"], "zone": "eu-1A"},
          {"addresses": ["10.233.68.2"], "zone": "eu-1b"},
          {"addresses": ["10.233.68.3"], "zone": "eu-1b", "hostname": "third"},
          {"addresses": ["10.233.68.4"], "zone": "rack.example.com"},
          {"addresses": ["10.233.68.5"], "zone": "eu-1d", "conditions": {"ready": false}},
          {"addresses": ["10.233.68.6"]}]}]
      """;
  private static final String PODS =
      """
      [{"kind": "Pod", "metadata": {"namespace": "default", "name": "one"},
        "status": {"phase": "Running", "podIPs": [{"ip": "10.233.70.1"}, {"ip": "fd00:70::1"}]}},
       {"kind": "Pod", "metadata": {"namespace": "default", "name": "done"},
        "status": {"phase": "Succeeded", "podIPs": [{"ip": "10.233.70.2"}]}}]
      """;

  private final FakeControlPlane controlPlane = new FakeControlPlane();
  private final List<TestServer> servers = new ArrayList<>();
  private Vertx vertx;

  @BeforeAll
  void share(Vertx shared) {
    vertx = shared;
  }

  /**
   * A configuration.
   *
   * @param options of the plugin
   * @param ttl that denials have
   */
  record Scenario(String rows, String options, long ttl) {
    String corefile() {
      return ".:0 {\n kubernetes cluster.local in-addr.arpa ip6.arpa {\n" + options + "\n }\n}\n";
    }
  }

  @TestFactory
  Stream<DynamicContainer> rows() throws Exception {
    Objects.put(controlPlane, KubernetesRowsTest.class, "cluster.json");
    Objects.putAll(controlPlane, PODS);
    Objects.putAll(controlPlane, SERVICES);
    List<DynamicContainer> containers = new ArrayList<>();
    for (Scenario scenario : SCENARIOS) {
      TestServer server = TestServer.start(vertx, scenario.corefile(), controlPlane);
      servers.add(server);
      Stream<DynamicTest> tests =
          AnswerRow.read(KubernetesRowsTest.class, scenario.rows())
              .map(
                  row ->
                      DynamicTest.dynamicTest(row.toString(), () -> check(server, row, scenario)));
      containers.add(
          DynamicContainer.dynamicContainer(scenario.rows() + ": " + scenario.options(), tests));
    }
    return containers.stream();
  }

  private static void check(TestServer server, AnswerRow row, Scenario scenario) throws Exception {
    row.check(server.ask(row.name(), row.type(), false), scenario.ttl());
    row.check(server.ask(row.name(), row.type(), true), scenario.ttl());
  }

  @TestFactory
  Stream<DynamicTest> examplesOfTheSpecification() throws Exception {
    FakeControlPlane cluster = new FakeControlPlane();
    Objects.put(cluster, KubernetesRowsTest.class, "specification.json");
    String corefile =
        """
        .:0 {
            kubernetes cluster.local in-addr.arpa {
                pods insecure
                ttl 4
            }
            template IN A www.example.com {
                answer "{{ .Name }} 28715 IN A 192.0.2.53"
            }
        }
        """;
    TestServer server = TestServer.start(vertx, corefile, cluster);
    servers.add(server);
    return DnsCase.read(KubernetesRowsTest.class, "specification.txt").stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.toString(), () -> row.check(server.ask(row.name(), row.type(), true))));
  }

  /** Every row with data, all in one run of dig, over TCP and so in order. */
  @Test
  void debiansDigReadsTheSame() throws Exception {
    FakeControlPlane cluster = new FakeControlPlane();
    Objects.put(cluster, KubernetesRowsTest.class, "cluster.json");
    List<AnswerRow> rows =
        AnswerRow.read(KubernetesRowsTest.class, "rows.txt")
            .filter(row -> row.outcome().equals("NOERROR") && !row.data().contains("*"))
            .toList();
    try (TestServer server = TestServer.start(vertx, SCENARIOS.getFirst().corefile(), cluster)) {
      List<String> command = new ArrayList<>();
      command.addAll(List.of("dig", "-p", Integer.toString(server.port()), "@127.0.0.1"));
      command.addAll(List.of("+noall", "+answer", "+tcp", "+expandaaaa"));
      rows.forEach(row -> command.addAll(List.of(row.name(), row.type())));
      String output = Command.of(command.toArray(String[]::new)).await().output();
      List<String> seen =
          output.lines().map(line -> line.replaceAll("\\s+", " ")).sorted().toList();
      List<String> expected =
          rows.stream()
              .flatMap(row -> row.data().stream().map(data -> line(row, data)))
              .sorted()
              .toList();
      assertThat(expected).hasSizeGreaterThan(80);
      assertThat(seen).isEqualTo(expected);
    }
  }

  private static String line(AnswerRow row, String data) {
    int ttl = row.type().equals("TXT") ? 28_800 : 30;
    String text = row.type().equals("AAAA") ? expanded(data) : data;
    return row.name() + " " + ttl + " IN " + row.type() + " " + text;
  }

  /** Four digits a group, as dig's option has it. */
  private static String expanded(String address) {
    List<String> groups = new ArrayList<>();
    for (String group : address.split(":")) {
      groups.add("0".repeat(4 - group.length()) + group);
    }
    return String.join(":", groups);
  }

  @AfterAll
  void stop() {
    servers.forEach(TestServer::close);
  }
}
