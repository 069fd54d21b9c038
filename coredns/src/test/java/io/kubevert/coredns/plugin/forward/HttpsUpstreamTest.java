package io.kubevert.coredns.plugin.forward;

import static io.kubevert.coredns.plugin.forward.Forwarding.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.testing.Certificates;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.FakeUpstream;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Servers that are asked over HTTPS (RFC 8484), and those that are given by name. */
@ExtendWith(VertxExtension.class)
class HttpsUpstreamTest {
  private static final String SERVED =
      "https://.:0 {\n tls cert.pem key.pem\n hosts none {\n 192.0.2.1 www.example.org\n }\n}\n";
  private static final String TYPE = "application/dns-message";

  @TempDir private Path directory;
  private Vertx vertx;
  private TestServer upstream;

  @BeforeEach
  void serve(Vertx shared) throws Exception {
    vertx = shared;
    Certificates.write(directory);
    upstream = start(SERVED);
  }

  @AfterEach
  void stop() {
    upstream.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1 | tls ca.pem;tls_servername dns.example.net | NOERROR",
        "127.0.0.1 | tls ca.pem;tls_servername dns.example.net;doh_method GET | NOERROR",
        "127.0.0.1%dns.example.net | tls ca.pem | NOERROR",
        "127.0.0.1 | tls ca.pem | NOERROR",
        "127.0.0.1 | tls ca.pem;tls_servername other.example.net | SERVFAIL",
        "127.0.0.1%other.example.net | tls ca.pem | SERVFAIL",
        "127.0.0.1 | max_fails 0 | SERVFAIL",
      })
  void aServerIsAskedIfItsCertificateIsRight(String host, String options, String outcome)
      throws Exception {
    try (TestServer server = start(forward(host, upstream.port(), options))) {
      for (int i = 0; i < 3; i++) {
        Message answer = server.ask("www.example.org.", "A");
        assertThat(Rcode.string(answer.getRcode())).isEqualTo(outcome);
        assertThat(addresses(answer)).isEqualTo(outcome.equals("NOERROR") ? "192.0.2.1 " : "");
      }
    }
  }

  @Test
  void aNameIsLookedUpAndMustBeInTheCertificate() throws Exception {
    try (FakeUpstream resolver = FakeUpstream.start(vertx, HttpsUpstreamTest::local);
        TestServer server = start(forward("dns.example.net", upstream.port(), by(resolver)));
        TestServer other = start(forward("other.example.net", upstream.port(), by(resolver)))) {
      assertThat(addresses(server.ask("www.example.org.", "A"))).isEqualTo("192.0.2.1 ");
      assertThat(other.ask("www.example.org.", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
    }
  }

  @Test
  void aNameIsLookedUpUntilItHasAnAddress() throws Exception {
    AtomicBoolean known = new AtomicBoolean();
    try (FakeUpstream resolver =
            FakeUpstream.start(
                vertx, question -> known.get() ? local(question) : FakeUpstream.answer(question));
        TestServer server = start(forward("dns.example.net", upstream.port(), by(resolver)))) {
      assertThat(server.ask("www.example.org.", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
      known.set(true);
      Eventually.holds(
          vertx, () -> addresses(server.ask("www.example.org.", "A")).equals("192.0.2.1 "));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"failure", "page", "endless", "other", "empty", "nonsense"})
  void anAnswerThatIsNoneIsAFailure(String how) throws Exception {
    HttpServer hostile = hostile(request -> answer(request, how));
    try (TestServer server =
        start(forward("127.0.0.1", hostile.actualPort(), "tls ca.pem;max_fails 0"))) {
      assertThat(server.ask("www.example.org.", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
      assertThat(server.ask("www.example.org.", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
    } finally {
      hostile.close().await(5, TimeUnit.SECONDS);
    }
  }

  private static void answer(HttpServerRequest request, String how) {
    Message answer = new Message(how.equals("other") ? 1 : 0);
    switch (how) {
      case "failure" -> request.response().setStatusCode(503).end();
      case "page" -> request.response().putHeader("content-type", "text/html").end("<html>");
      case "endless" ->
          request.response().putHeader("content-type", TYPE).end(Buffer.buffer(new byte[1 << 20]));
      case "nonsense" -> request.response().putHeader("content-type", TYPE).end("\0\0nonsense");
      case "empty" -> request.response().putHeader("content-type", TYPE).end();
      default ->
          request.response().putHeader("content-type", TYPE).end(Buffer.buffer(answer.toWire()));
    }
  }

  private HttpServer hostile(Handler<HttpServerRequest> handler) throws Exception {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(directory.resolve("cert.pem").toString())
                    .setKeyPath(directory.resolve("key.pem").toString()));
    return vertx
        .createHttpServer(options)
        .requestHandler(handler)
        .listen(0, "127.0.0.1")
        .await(5, TimeUnit.SECONDS);
  }

  /** What has a name is here. */
  private static byte[] local(Message question) {
    String name = question.getQuestion().getName().toString();
    return question.getQuestion().getType() == Type.A
        ? FakeUpstream.answer(question, name + " 60 IN A 127.0.0.1")
        : FakeUpstream.answer(question);
  }

  private static String by(FakeUpstream resolver) {
    return "tls ca.pem;resolver 127.0.0.1:" + resolver.port();
  }

  /** Options are apart by semicolons. */
  private static String forward(String host, int port, String options) {
    return ".:0 {\n forward . https://%s:%d {\n%s\n }\n}\n"
        .formatted(host, port, options.replace(';', '\n'));
  }

  private TestServer start(String corefile) throws Exception {
    Path file = Files.writeString(directory.resolve("Corefile"), corefile);
    return TestServer.start(vertx, new CorefileSource.File(file), new FakeControlPlane());
  }
}
