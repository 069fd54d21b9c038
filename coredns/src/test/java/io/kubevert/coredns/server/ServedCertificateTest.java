package io.kubevert.coredns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.testing.Certificates;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.HttpsClient;
import io.kubevert.coredns.testing.TestServer;
import io.kubevert.coredns.testing.WholeFile;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** By what certificate a server block is served: a new one, a wrong one, none. */
@ExtendWith(VertxExtension.class)
class ServedCertificateTest {
  @TempDir private Path directory;

  @Test
  void aNewCertificateIsSeenAndTheProtocolsStay(Vertx vertx) throws Exception {
    Certificates.write(Files.createDirectory(directory.resolve("first")));
    Path next = Files.createDirectory(directory.resolve("next"));
    Certificates.write(next);
    try (TestServer server = start(vertx, corefile("first"))) {
      assertThat(isTrusted(vertx, server, HttpVersion.HTTP_2, next)).isFalse();
      WholeFile.replace(directory.resolve("Corefile"), corefile("next"));
      Eventually.holds(vertx, () -> isTrusted(vertx, server, HttpVersion.HTTP_2, next));
      assertThat(isTrusted(vertx, server, HttpVersion.HTTP_1_1, next)).isTrue();
    }
  }

  private static String corefile(String folder) {
    return "https://.:0 {\n reload 2s 1s\n tls %1$s/cert.pem %1$s/key.pem\n whoami\n}\n"
        .formatted(folder);
  }

  /** Whether an answer comes to those who trust an authority, and by the version they ask by. */
  private static boolean isTrusted(
      Vertx vertx, TestServer server, HttpVersion version, Path authority) {
    Message question =
        Message.newQuery(Record.newRecord(Name.fromConstantString("a.test."), Type.A, DClass.IN));
    try (HttpsClient client =
        new HttpsClient(vertx, version, authority.resolve("ca.pem"), server.port())) {
      return client.post(question.toWire()).version() == version;
    } catch (Exception e) {
      return false;
    }
  }

  /** Lines are apart by a semicolon. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://.:0 {;whoami;} | 1: near 'https://.:0': needs a 'tls' line",
        "tls://.:0 {;whoami;} | 1: near 'tls://.:0': needs a 'tls' line",
        "grpc://.:0 {;whoami;} | 1: near 'grpc://.:0': what is served is dns://, tls://, https://",
        "quic://.:0 {;whoami;} | 1: near 'quic://.:0': what is served is dns://, tls://, https://",
        "https3://.:0 {;whoami;} | 1: near 'https3://.:0': what is served is dns://",
        "tls://.:0 {;tls none.pem key.pem;} | 2: near 'none.pem': cannot be read",
        "tls://.:0 {;tls key.pem cert.pem;} | 2: near 'key.pem': holds no CERTIFICATE in PEM form",
        "tls://.:0 {;tls cert.pem key.pem {;keylog keys;};} | 3: near 'keylog': unknown property",
        "https://a.test:8443 {;tls cert.pem key.pem;};tls://b.test:8443 {;tls cert.pem key.pem;}"
            + " | 4: near 'tls://b.test:8443': 127.0.0.1:8443 is served by https:// and by tls://",
      })
  void faultsNameTheWord(String corefile, String fault, Vertx vertx) throws Exception {
    Certificates.write(directory);
    assertThatThrownBy(() -> start(vertx, corefile.replace(';', '\n') + "\n"))
        .hasMessageContaining("Corefile:" + fault);
  }

  private TestServer start(Vertx vertx, String corefile) throws Exception {
    Path file = Files.writeString(directory.resolve("Corefile"), corefile);
    return TestServer.start(vertx, new CorefileSource.File(file), new FakeControlPlane());
  }
}
