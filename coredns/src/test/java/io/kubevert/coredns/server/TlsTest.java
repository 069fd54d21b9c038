package io.kubevert.coredns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.process.Command;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.testing.Certificates;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** DNS over TLS (RFC 7858): served, and asked for. */
@ExtendWith(VertxExtension.class)
class TlsTest {
  private static final String SERVED =
      "tls://.:0 {\n tls cert.pem key.pem\n hosts none {\n 192.0.2.1 www.example.org\n }\n}\n";

  @Test
  void debiansDigAsksOverTls(Vertx vertx, @TempDir Path directory) throws Exception {
    Certificates.write(directory);
    try (TestServer server = start(vertx, directory, SERVED)) {
      assertThat(dig(server, directory, "dns.example.net")).isEqualTo("192.0.2.1");
      assertThat(dig(server, directory, "other.example.net")).doesNotContain("192.0.2.1");
    }
  }

  @Test
  void upstreamServersAreAskedOverTls(Vertx vertx, @TempDir Path directory) throws Exception {
    Certificates.write(directory);
    try (TestServer upstream = start(vertx, directory, SERVED);
        TestServer byName =
            start(
                vertx,
                directory,
                forward(upstream, "tls ca.pem\n tls_servername dns.example.net"));
        TestServer byOwnName =
            start(
                vertx,
                directory,
                forward(upstream, "tls ca.pem").replace("127.0.0.1", "127.0.0.1%dns.example.net"));
        TestServer byAddress = start(vertx, directory, forward(upstream, "tls ca.pem"));
        TestServer wrongName =
            start(vertx, directory, forward(upstream, "tls ca.pem\n tls_servername a.test"));
        TestServer untrusting = start(vertx, directory, forward(upstream, ""))) {
      for (TestServer server : new TestServer[] {byName, byOwnName, byAddress}) {
        for (int i = 0; i < 3; i++) {
          assertThat(server.ask("www.example.org.", "A").getSection(Section.ANSWER).toString())
              .contains("192.0.2.1");
        }
      }
      assertThat(wrongName.ask("www.example.org.", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
      assertThat(untrusting.ask("www.example.org.", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
    }
  }

  private static String forward(TestServer upstream, String options) {
    return ".:0 {\n forward . tls://127.0.0.1:"
        + upstream.port()
        + " {\n max_fails 0\n"
        + options
        + "\n }\n}\n";
  }

  private static TestServer start(Vertx vertx, Path directory, String corefile) throws Exception {
    Path file = Files.writeString(directory.resolve("Corefile"), corefile);
    return TestServer.start(vertx, new CorefileSource.File(file), new FakeControlPlane());
  }

  private static String dig(TestServer server, Path directory, String name) throws Exception {
    Command.Result result =
        Command.of(
                "dig",
                "+short",
                "+tries=1",
                "+time=20",
                "+tls",
                "+tls-ca=" + directory.resolve("ca.pem"),
                "+tls-hostname=" + name,
                "-p",
                Integer.toString(server.port()),
                "@127.0.0.1",
                "www.example.org")
            .await();
    return result.output().strip();
  }
}
