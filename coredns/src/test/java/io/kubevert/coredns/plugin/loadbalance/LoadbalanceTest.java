package io.kubevert.coredns.plugin.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.TestServer;
import io.kubevert.coredns.testing.WholeFile;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** In which order a client gets addresses. */
@ExtendWith(VertxExtension.class)
class LoadbalanceTest {
  private static final String ZONE =
      """
      @ 900 IN SOA ns1 hostmaster 1 7200 1800 86400 60
      web 60 IN A 192.0.2.1
      web 60 IN A 192.0.2.2
      web 60 IN A 192.0.2.3
      web 60 IN A 198.51.100.4
      www 60 IN CNAME web
      mail 60 IN MX 10 one
      mail 60 IN MX 10 two
      """;

  @TempDir private Path directory;

  @BeforeEach
  void write() throws Exception {
    Files.writeString(directory.resolve("db.example.org"), ZONE);
  }

  private TestServer start(Vertx vertx, String directive) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("Corefile"),
            ".:0 {\n" + directive + "\nfile db.example.org example.org\n}\n");
    return TestServer.start(vertx, new CorefileSource.File(file), new FakeControlPlane());
  }

  @Test
  void everyAddressIsTheFirstNowAndThenBehindTheAliases(Vertx vertx) throws Exception {
    try (TestServer server = start(vertx, "loadbalance")) {
      assertThat(firsts(server, "web", "A", 200)).hasSize(4);
      assertThat(firsts(server, "mail", "MX", 200)).hasSize(2);
      assertThat(firsts(server, "www", "A", 20)).containsOnlyKeys("web.example.org.");
      assertThat(answer(server, "www", "A")).hasSize(5).doesNotHaveDuplicates();
    }
  }

  @Test
  void preferredNetworksComeFirst(Vertx vertx) throws Exception {
    try (TestServer server =
        start(vertx, "loadbalance {\n prefer 198.51.100.0/24 2001:db8::/32\n}")) {
      Set<List<String>> orders = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        List<String> order = answer(server, "web", "A");
        assertThat(order).hasSize(4).startsWith("198.51.100.4");
        orders.add(order);
      }
      assertThat(orders).hasSizeGreaterThan(1);
      assertThat(answer(server, "www", "A")).startsWith("web.example.org.", "198.51.100.4");
    }
  }

  @Test
  void weightsSayHowOftenAnAddressIsTheFirst(Vertx vertx) throws Exception {
    Path weights =
        Files.writeString(
            directory.resolve("weights"),
            "# name\n\nweb.example.org\n192.0.2.1 100 # much\n192.0.2.2 50\n");
    try (TestServer server = start(vertx, "loadbalance weighted weights {\n reload 100ms\n}")) {
      Map<String, Integer> firsts = firsts(server, "web", "A", 300);
      // 100 and 50 of 152, the others 1 each; by luck outside once in 10^14 times
      assertThat(firsts.get("192.0.2.1")).isBetween(130, 265);
      assertThat(firsts.get("192.0.2.2")).isBetween(35, 165);
      assertThat(firsts(server, "mail", "MX", 20)).hasSize(1);

      WholeFile.replace(weights, "web.example.org\n192.0.2.3 255\n");
      // by the weights before, the third of a few is the first of some by luck, of most never
      Eventually.holds(
          vertx, () -> firsts(server, "web", "A", 20).getOrDefault("192.0.2.3", 0) > 15);
      WholeFile.replace(weights, "192.0.2.1 1\n");
      assertThat(firsts(server, "web", "A", 100).get("192.0.2.3")).isGreaterThan(80);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1 1 | line 1: neither a name nor, below one, an address and its weight",
        "a.test,192.0.2.1 0 | line 2: '0' is no weight, which is between 1 and 255",
        "a.test,192.0.2.1 256 | line 2: '256' is no weight",
        "a.test,one 1 | line 2: 'one' is no address",
        "a..test | line 1: ",
      })
  void aFileWithAFaultKeepsTheServerFromStarting(String lines, String fault, Vertx vertx)
      throws Exception {
    Files.writeString(directory.resolve("weights"), lines.replace(',', '\n'));
    assertThatThrownBy(() -> start(vertx, "loadbalance weighted weights"))
        .hasStackTraceContaining("weights of ")
        .hasStackTraceContaining(fault);
  }

  private static Map<String, Integer> firsts(TestServer server, String name, String type, int times)
      throws Exception {
    Map<String, Integer> firsts = new TreeMap<>();
    for (int i = 0; i < times; i++) {
      firsts.merge(answer(server, name, type).getFirst(), 1, Integer::sum);
    }
    return firsts;
  }

  private static List<String> answer(TestServer server, String name, String type) throws Exception {
    return server.ask(name + ".example.org.", type).getSection(Section.ANSWER).stream()
        .map(Record::rdataToString)
        .toList();
  }
}
