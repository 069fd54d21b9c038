package io.kubevert.coredns;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.LogLines;
import io.kubevert.coredns.testing.PageClient;
import io.kubevert.coredns.testing.TestServer;
import io.kubevert.coredns.testing.WholeFile;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** A Corefile that changes while the server runs: to a wrong one, and to one that forwards here. */
@ExtendWith(VertxExtension.class)
class CorefileReloadTest {
  private static final String SERVER = "io.kubevert.coredns";

  private Path corefile;

  @BeforeEach
  void place(@TempDir Path directory) {
    corefile = directory.resolve("Corefile");
  }

  private TestServer start(Vertx vertx, String lines) throws Exception {
    write(lines);
    return TestServer.start(vertx, new CorefileSource.File(corefile), new FakeControlPlane());
  }

  private void write(String lines) throws Exception {
    WholeFile.replace(
        corefile, ".:0 {\n reload 2s 1s\n prometheus 127.0.0.1:0\n" + lines + "\n}\n");
  }

  private static String hosts(String address) {
    return "hosts none {\n " + address + " web.example.org\n }";
  }

  @Test
  void aWrongOneLeavesTheOldOneAndTheNextRightOneIsTakenOver(Vertx vertx) throws Exception {
    try (LogLines log = new LogLines(SERVER);
        TestServer server = start(vertx, hosts("192.0.2.1"))) {
      write("hots none");
      Eventually.holds(
          vertx,
          () ->
              log.warnings().stream()
                  .anyMatch(line -> line.contains("Corefile:4: near 'hots': no such plugin")));
      Eventually.holds(vertx, () -> metrics(server).contains("coredns_reload_failed_total 1.0"));
      assertThat(address(server)).isEqualTo("192.0.2.1");

      write(hosts("192.0.2.2"));
      Eventually.holds(vertx, () -> address(server).equals("192.0.2.2"));
      assertThat(metrics(server))
          .containsPattern("version_info\\{hash=\"sha512\",value=\"\\w{128}");
    }
  }

  @Test
  void aServerThatForwardsToItselfSaysSoAndForwardsNoMore(Vertx vertx) throws Exception {
    try (LogLines log = new LogLines(SERVER);
        TestServer server = start(vertx, hosts("192.0.2.1"))) {
      write("errors\n loop\n forward . 127.0.0.1:" + server.port());
      Eventually.holds(
          vertx,
          () ->
              log.warnings().stream()
                  .anyMatch(line -> line.startsWith("ERROR forwarding loop: an upstream server")));
      assertThat(server.ask("web.example.org.", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
      assertThat(log.warnings()).anyMatch(line -> line.contains("reason=\"forwarding loop\""));

      write("loop\n " + hosts("192.0.2.3") + "\n forward . 127.0.0.1:1");
      Eventually.holds(
          vertx, () -> server.ask("web.example.org.", "A").getRcode() == Rcode.NOERROR);
      assertThat(address(server)).isEqualTo("192.0.2.3");
    }
  }

  private static String metrics(TestServer server) throws Exception {
    return PageClient.get(server.verticle().pagePort("127.0.0.1", 0), "/metrics").body();
  }

  private static String address(TestServer server) throws Exception {
    return server
        .ask("web.example.org.", "A")
        .getSection(Section.ANSWER)
        .getFirst()
        .rdataToString();
  }
}
